-- wrk: new visitors who press a button on one tool; every connection's answers give it a cookie that it never sends.
wrk.method = "POST"
wrk.headers["Content-Type"] = "application/x-www-form-urlencoded"
wrk.headers["Sec-Fetch-Site"] = "same-origin"
local choices = { "vote=ship", "vote=ship", "vote=skip" }
local turn = 0
request = function()
  turn = turn + 1
  return wrk.format(nil, nil, nil, choices[turn % 3 + 1])
end
