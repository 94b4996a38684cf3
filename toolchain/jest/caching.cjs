'use strict';
const { Script } = require('node:vm');
const { lazyIndex } = require('./lazyIndex.cjs');

/** Compiled modules by file name. @type {Map<string, { source: string, script: Script }>} */
const compiled = new Map();
/** Transformed code of libraries by project and file name. They do not change while the tests run. */
const libraries = new Map();

/**
 * A runtime of Jest in which a process transforms and compiles each module once, not again for each test file. The files
 * share nothing but code. Each one runs it in its own context, so that every module has a new state.
 */
exports.caching = Runtime =>
  class CachingRuntime extends Runtime {
    transformFile(filename, options) {
      if (!filename.includes('/node_modules/') || options?.isInternalModule) {
        return super.transformFile(filename, options);
      }
      const key = `${this._config.id} ${filename}`;
      let code = libraries.get(key);
      if (code === undefined) {
        code = super.transformFile(filename, options);
        // These add hooks to the test file when they load.
        if (!filename.includes('/@testing-library/')) code = lazyIndex(code);
        libraries.set(key, code);
      }
      return code;
    }

    /** Jest calls vm.compileFunction here, whose result belongs to one context. */
    createScriptFromCode(source, filename) {
      const context = this._environment.getVmContext();
      if (context === null) return null;
      let entry = compiled.get(filename);
      if (entry?.source !== source) {
        const script = this.compile(source, filename);
        // Jest's own error explains what it could not parse.
        if (!script) return super.createScriptFromCode(source, filename);
        entry = { source, script };
        compiled.set(filename, entry);
      }
      return entry.script.runInContext(context);
    }

    compile(source, filename) {
      const parameters = this.constructInjectedModuleParameters().join();
      const head = `(function(${parameters}){`;
      try {
        return new Script(`${head}${source}\n})`, {
          filename,
          // Stack traces then have the positions of the module.
          columnOffset: -head.length,
        });
      } catch {
        return undefined;
      }
    }
  };
