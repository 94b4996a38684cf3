module.exports = require('../../toolchain/eslint.cjs')(__dirname); module.exports.root = true;
