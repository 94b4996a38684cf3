module.exports = require('../../toolchain/eslint.cjs')(__dirname);
