// Lists what the census of resource types lacks compared with the installed specification. See src/census/README.md.
require('@backstage/cli/config/nodeTransform.cjs');
const {
  loadSpecification,
  suggestsExposure,
  suggestsPolicy,
} = require('../src/census/__testUtils__/specification');
const {
  censusProblems,
  classifiedTypes,
} = require('../src/census/__testUtils__/unclassified');

const specification = loadSpecification();
const classified = new Set(classifiedTypes().map(([type]) => type));

for (const problem of censusProblems(specification)) console.log(problem);

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

process.exitCode = censusProblems(specification).length === 0 ? 0 : 1;
