// Lists what the census of resource types lacks compared with the installed specification. See packages/privacy/src/census/README.md.
require('@backstage/cli/config/nodeTransform.cjs');
const {
  loadSpecification,
  suggestsExposure,
  suggestsPolicy,
} = require('../packages/privacy/src/census/__testUtils__/specification');
const {
  censusProblems,
  classifiedTypes,
} = require('../packages/privacy/src/census/__testUtils__/unclassified');

const specification = loadSpecification();
const classified = new Set(classifiedTypes().map(([type]) => type));

const problems = censusProblems(specification);
for (const problem of problems) console.log(problem);

for (const type of specification.types.filter(one => !classified.has(one))) {
  const properties = specification.propertiesOf(type);
  const listed = (title, of) =>
    console.log(`  ${title}: ${of.map(({ path }) => path).join(', ') || '-'}`);
  console.log(`\n${type}`);
  listed(
    'properties',
    properties.filter(({ path }) => !path.includes('.')),
  );
  listed('suggest exposure', properties.filter(suggestsExposure));
  listed('look like policies', properties.filter(suggestsPolicy));
}

if (problems.length === 0) {
  console.log(
    `The census covers all ${specification.types.length} types of the installed specification.`,
  );
}
process.exitCode = problems.length === 0 ? 0 : 1;
