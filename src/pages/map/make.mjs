// Makes world.csv, the outlines of the report's map: `node make.mjs PACKAGES COUNTRIES_CSV > world.csv`, where PACKAGES has
// node_modules with world-atlas, topojson-client, d3-geo and i18n-iso-countries.
//
// From Natural Earth's countries at 1:110 million, which are in the public domain, as the npm package world-atlas
// (version 2) carries them; projected by Equal Earth, so that areas compare, onto whole numbers, 2000 units wide.
// Each line is the code of a country of countries.csv and an SVG path of relative steps; land that has no code of its
// own there gets an empty one. What would be smaller than SMALL square units is left out: the report shows it as a tile.
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";
import { resolve } from "node:path";

const [folder, list] = process.argv.slice(2).map((path) => resolve(path));
const require = createRequire(`${folder}/`);
const { feature } = await import(require.resolve("topojson-client"));
const { geoEqualEarth, geoPath } = await import(require.resolve("d3-geo"));
const world = require("world-atlas/countries-110m.json");

const WIDTH = 2000;
const SMALL = 36;
// Codes by the ISO 3166-1 numbers that world-atlas has.
const iso = require("i18n-iso-countries");
const numbers = new Map(Object.keys(iso.getAlpha3Codes()).map((code) => [iso.alpha3ToNumeric(code), code]));
const codes = new Set(readFileSync(list, "utf8").split("\n").slice(1).map((line) => line.split(",")[0]));
// Parts that Natural Earth draws by themselves and the United Nations count to a member.
const part_of = { "N. Cyprus": "CYP", Somaliland: "SOM" };

const countries = feature(world, world.objects.countries);
const kept = { type: "FeatureCollection", features: countries.features.filter((country) => country.properties.name !== "Antarctica") };
const projection = geoEqualEarth().fitWidth(WIDTH, kept);

function rings(geometry) {
  const found = [];
  let ring;
  geoPath(projection, {
    moveTo: (x, y) => found.push((ring = [[x, y]])),
    lineTo: (x, y) => ring.push([x, y]),
    closePath: () => {},
    arc: () => {},
  })(geometry);
  return found;
}

const top = Math.min(...kept.features.flatMap((country) => rings(country).flat().map(([, y]) => y)));
const round = ([x, y]) => [Math.round(x), Math.round(y - top)];
const area = (ring) => Math.abs(ring.reduce((sum, [x, y], at) => sum + x * ring[(at + 1) % ring.length][1] - y * ring[(at + 1) % ring.length][0], 0)) / 2;

function path(ring) {
  let [x, y] = ring[0];
  let text = `M${x} ${y}`;
  for (const [nextX, nextY] of ring.slice(1)) {
    if (nextX === x && nextY === y) continue;
    const [dx, dy] = [nextX - x, nextY - y];
    text += dy === 0 ? `h${dx}` : dx === 0 ? `v${dy}` : `l${dx}${dy < 0 ? "" : " "}${dy}`;
    [x, y] = [nextX, nextY];
  }
  return `${text}z`;
}

const shapes = new Map();
for (const country of kept.features) {
  const found = part_of[country.properties.name] ?? numbers.get(country.id) ?? "";
  const code = codes.has(found) ? found : "";
  const outline = rings(country).map((ring) => ring.map(round)).filter((ring) => area(ring) >= SMALL).map(path);
  shapes.set(code, (shapes.get(code) ?? "") + outline.join(""));
}
process.stdout.write("alpha3,path\n");
for (const [code, outline] of [...shapes].sort(([a], [b]) => (a < b ? -1 : 1))) {
  if (outline) process.stdout.write(`${code},${outline}\n`);
}
