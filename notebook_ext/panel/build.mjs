// Builds the one ES module and the one style sheet that the Python package carries.
// The output is committed: installing dagbook needs no Node, and CI compares the bytes.
import { fileURLToPath } from "node:url";
import { context } from "esbuild";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const builds = [
  [here("src/index.tsx"), here("../dagbook_jupyter/panel/static/panel.js")],
  [here("src/panel.css"), here("../dagbook_jupyter/panel/static/panel.css")],
];
const contexts = await Promise.all(
  builds.map(([entry, outfile]) =>
    context({
      entryPoints: [entry],
      outfile,
      bundle: true,
      minify: true,
      format: "esm",
      target: ["chrome111", "firefox121", "safari16.4"],
      charset: "utf8",
      legalComments: "none",
      jsx: "automatic",
      jsxImportSource: "preact",
      absWorkingDir: here("."),
      logLevel: "info",
    }),
  ),
);
if (process.argv.includes("--watch")) {
  await Promise.all(contexts.map((build) => build.watch()));
} else {
  await Promise.all(contexts.map((build) => build.rebuild()));
  await Promise.all(contexts.map((build) => build.dispose()));
}
