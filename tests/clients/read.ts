// Reads every tool, and comparisons of neighbours, through types that openapi-typescript made of the description.
// Prints one JSON object; the test holds it against the catalogue. It is compiled with `strict`: a shape that the
// description does not promise is an error before anything runs.
import createClient from "openapi-fetch";
import type { components, paths } from "./schema.js";

type Tool = components["schemas"]["Tool"];
type Fact = components["schemas"]["Fact"];
type Price = components["schemas"]["Price"];

const client = createClient<paths>({ baseUrl: process.argv[2] });

function isPrice(value: Fact["value"]): value is Price {
  return typeof value === "object";
}

function priceOf(fact: Fact): string {
  return isPrice(fact.value) ? `${fact.value.amount} ${fact.value.currency} per ${fact.value.per}` : String(fact.value);
}

async function slugs(): Promise<string[]> {
  const found: string[] = [];
  let after: string | undefined;
  for (;;) {
    const { data, error } = await client.GET("/api/v1/tools", { params: { query: { after } } });
    if (!data) throw new Error(error.detail);
    found.push(...data.tools.map((tool) => tool.slug));
    if (data.next === null) return found;
    after = new URL(data.next).searchParams.get("after") ?? undefined;
  }
}

async function read(slug: string): Promise<Tool> {
  const { data, error } = await client.GET("/api/v1/tools/{slug}", { params: { path: { slug } } });
  if (!data) throw new Error(error.detail);
  return data.tool;
}

async function leader(matchup: string): Promise<string | null> {
  const { data, error } = await client.GET("/api/v1/compare/{matchup}", { params: { path: { matchup } } });
  if (!data) throw new Error(error.detail);
  return data.result.leader;
}

const tools: Record<string, { name: string; points: number | null; prices: Record<string, string> }> = {};
const leaders: Record<string, string | null> = {};
let before = "";
for (const slug of (await slugs()).sort()) {
  const tool = await read(slug);
  const prices = tool.facts.filter((fact) => fact.kind === "price").map((fact) => [fact.key, priceOf(fact)]);
  tools[slug] = { name: tool.name, points: tool.panel.points, prices: Object.fromEntries(prices) };
  if (before) leaders[`${before}-vs-${slug}`] = await leader(`${before}-vs-${slug}`);
  before = slug;
}
const missing = await client.GET("/api/v1/tools/{slug}", { params: { path: { slug: "nobody" } } });
process.stdout.write(JSON.stringify({ tools, leaders, missing: missing.error?.status }));
