/**
 * Static folders of several apps are one folder when they are served (`../vendor/…`, `../rules/…`).
 * Importing this module first lets Node find them as a browser does.
 */

import { register } from "node:module";

const hooks = `
const ROOT = ${JSON.stringify(new URL("../../", import.meta.url).href)};
const FOLDERS = { vendor: "fugong/core/static/vendor/", rules: "fugong/rules/js/", fugong: "fugong/core/static/fugong/" };
export function resolve(specifier, context, next) {
  const [, folder, rest] = /^\\.\\.\\/(\\w+)\\/(.+)$/.exec(specifier) ?? [];
  if (FOLDERS[folder] && context.parentURL?.includes("/static/")) return next(ROOT + FOLDERS[folder] + rest, context);
  return next(specifier, context);
}
`;
register(`data:text/javascript,${encodeURIComponent(hooks)}`);
