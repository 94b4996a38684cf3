// Writes docs/privacy-rules.md, the reference of the privacy rules: npm run rules
const { writeFileSync } = require('node:fs');
const path = require('node:path');

require('@backstage/cli/config/nodeTransform.cjs');

const {
  referenceOf,
} = require('../packages/privacy/src/reference/reference.ts');
const { rules } = require('../packages/privacy/src/rules/index.ts');

const file = path.resolve(__dirname, '../docs/privacy-rules.md');
writeFileSync(file, referenceOf(rules));
console.log(file);
