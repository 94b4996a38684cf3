import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { rules } from '../rules';
import { referenceOf } from './reference';

// `npm run rules`: writes docs/privacy-rules.md.
const file = path.resolve(__dirname, '../../../../docs/privacy-rules.md');
writeFileSync(file, referenceOf(rules));
console.log(file);
