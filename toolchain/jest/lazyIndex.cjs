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

/** Modules that add hooks to the test file when they load. Jest refuses that inside a test. */
const withHooks = /\/TestBackend\./;

/**
 * Makes an index module load each module that it exports at its first use. The index of a Backstage package exports all of the
 * package, of which a test file needs little.
 *
 * @param {string} code - a CommonJS module of a library
 * @returns {string} a module with the same exports. `code` itself, if it does more than export what it imports
 */
exports.lazyIndex = code => {
  const imported = new Map(
    [...code.matchAll(imports)].map(([, name, path]) => [name, path]),
  );
  if (imported.size < 2) return code;
  const other = [imports, ...others].reduce(
    (text, pattern) => text.replace(pattern, ''),
    code.replace(assignments, (all, _, name) =>
      imported.has(name) ? '' : all,
    ),
  );
  if (other.trim() !== '') return code;
  const isLazy = name =>
    imported.has(name) && !withHooks.test(imported.get(name));
  return code
    .replace(imports, (all, name, path) =>
      // In one line, so that the lines of stack traces stay the same.
      isLazy(name)
        ? `let _${name}; const ${name} = () => _${name} ??= ${path};`
        : all,
    )
    .replace(assignments, (all, exported, name, member) =>
      isLazy(name)
        ? `Object.defineProperty(exports, '${exported}', { enumerable: true, get: () => ${name}()${member} });`
        : all,
    )
    .replace(returns, (all, name, member) =>
      isLazy(name) ? `return ${name}()${member};` : all,
    );
};
