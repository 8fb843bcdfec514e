// Builds what browsers load: src/ becomes site.css and a script for each kind of page in the folder named on the command line.
// Nothing made here may ask for another host, carry a crown or its font, or need a style or script inline.
import { build } from "esbuild";
import { cp, mkdir, rename, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { compileAsync } from "sass";

const here = path.dirname(fileURLToPath(import.meta.url));
const served = path.resolve(process.argv[2] ?? path.join(here, "..", "static"));
const out = `${served}.new`; // a build that fails leaves the last one standing
// The only ways by which a style sheet asks for something else, and the marks of a licence that this service does not hold.
const FORBIDDEN = [/GDS Transport/i, /\bcrown\b/i, /url\(/i, /@import/i];

async function writeStyle() {
  const { css } = await compileAsync(path.join(here, "src", "site.scss"), {
    style: "compressed",
    loadPaths: [path.join(here, "node_modules")],
    quietDeps: true,
  });
  const licences = "/*! GOV.UK Frontend: MIT, Crown copyright (Government Digital Service). Leaflet: BSD-2-Clause. */\n";
  const found = FORBIDDEN.filter((pattern) => pattern.test(css));
  if (found.length > 0) throw new Error(`site.css holds what it must not: ${found.join(", ")}`);
  await writeFile(path.join(out, "site.css"), licences + css);
}

async function writeScripts() {
  await build({
    absWorkingDir: here,
    entryPoints: ["site", "map", "chart", "inspections", "inspections-worker"].map((name) => path.join("src", `${name}.js`)),
    outdir: out,
    bundle: true,
    minify: true,
    format: "esm",
    target: ["es2022"],
    legalComments: "eof",
    logLevel: "warning",
  });
}

// axe-core serves the tests only: it is never in the folder that is served.
async function copyAxe() {
  const folder = path.join(here, "for_tests");
  await mkdir(folder, { recursive: true });
  await cp(path.join(here, "node_modules", "axe-core", "axe.min.js"), path.join(folder, "axe.min.js"));
}

await rm(out, { recursive: true, force: true });
await mkdir(out, { recursive: true });
await Promise.all([writeStyle(), writeScripts(), copyAxe(), cp(path.join(here, "src", "mark.svg"), path.join(out, "mark.svg"))]);
await rm(served, { recursive: true, force: true });
await rename(out, served);
