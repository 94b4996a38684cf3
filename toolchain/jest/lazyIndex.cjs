'use strict';

/** Imports of an index module, such as `var a = require('./a.cjs.js');`. */
const imports =
  /^(?:var|const) ([\w$]+) = ((?:\/\*#__PURE__\*\/ _interop_require_default\()?require\(['"][^'"\n]+['"]\)\)?);$/gm;
/** `exports.b = a.b;` */
const assignments = /^exports\.([\w$]+) = ([\w$]+)((?:\.[\w$]+)?);$/gm;
/** Functions that return what a module exports: `return a.b;`. */
const returns = /\breturn ([\w$]+)((?:\.[\w$]+)?);/g;
/** Everything else that Rollup and SWC write into such a module. */
const others = [
  /^['"]use strict['"];$/gm,
  /^ ?\/\/# sourceMappingURL=.*$/gm,
  /^require\(['"][^'"\n]+['"]\);$/gm,
  /^Object\.defineProperty\(exports, ['"][\w$]+['"], \{\s*(?:value: true|enumerable: true,\s*get: function ?\(\) ?\{\s*return [\w$]+(?:\.[\w$]+)?;\s*\})\s*\}\);$/gm,
  /^function _export\(target, all\) \{\s*for ?\(var name in all\) ?Object\.defineProperty\(target, name, \{\s*enumerable: true,\s*get: [^;]*\s*\}\);\s*\}$/gm,
  /^function _interop_require_default\(obj\) \{\s*return obj && obj\.__esModule \? obj : \{\s*default: obj\s*\};\s*\}$/gm,
  /^_export\(exports, \{(?:\s*get [\w$]+ ?\(\) ?\{\s*return [\w$]+(?:\.[\w$]+)?;\s*\},?)*\s*\}\);$/gm,
];

/**
 * Makes an index module load each module that it exports at its first use. The index of a Backstage package exports all of the
 * package, of which a test file needs little.
 *
 * @param {string} code - a CommonJS module of a library
 * @returns {string} a module with the same exports. `code` itself, if it does more than export what it imports
 */
exports.lazyIndex = code => {
  const paths = new Map();
  for (const [, name, path] of code.matchAll(imports)) paths.set(name, path);
  if (paths.size < 2) return code;
  const isImported = (all, _, name) => (paths.has(name) ? '' : all);
  const left = [imports, ...others].reduce(
    (text, pattern) => text.replace(pattern, ''),
    code.replace(assignments, isImported),
  );
  if (left.trim() !== '') return code;
  return code
    .replace(
      imports,
      // The line stays where it is, for stack traces.
      (_, name, path) =>
        `let _${name}; const ${name} = () => _${name} ??= ${path};`,
    )
    .replace(
      assignments,
      "Object.defineProperty(exports, '$1', { enumerable: true, get: () => $2()$3 });",
    )
    .replace(returns, (all, name, member) =>
      paths.has(name) ? `return ${name}()${member};` : all,
    );
};
