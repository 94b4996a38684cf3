import properties from '../properties.json';
import types from '../types.json';
import {
  type Specification,
  suggestsExposure,
  suggestsPolicy,
} from './specification';

/** The entries of `types.json` as pairs of type and classification. */
export function classifiedTypes(): [type: string, classification: string][] {
  return Object.entries(types.services).flatMap(([service, groups]) =>
    Object.entries(groups).flatMap(([classification, names]) =>
      names
        .split(' ')
        .map((name): [string, string] => [
          `${service}::${name}`,
          classification,
        ]),
    ),
  );
}

/** What the census lacks, or has in excess, compared with a specification. Each problem names the file to edit. */
export function censusProblems(
  specification: Specification,
  census = classifiedTypes(),
  propertyCensus: PropertyCensus = properties,
): string[] {
  return [
    ...typeProblems(specification, census),
    ...propertyProblems(specification, new Map(census), propertyCensus),
  ];
}

type PropertyCensus = Record<
  'exposure' | 'policies',
  Record<string, Record<string, unknown>>
> & {
  presence: Record<string, unknown>;
  attachments: Record<string, { properties: string[] }>;
};

function* typeProblems(
  { types: specified }: Specification,
  census: [string, string][],
): Generator<string> {
  const classified = new Set<string>();
  for (const [type] of census) {
    if (classified.has(type)) {
      yield `src/census/types.json: ${type} is classified twice. Remove one entry.`;
    }
    classified.add(type);
    if (!specified.includes(type)) {
      yield `src/census/types.json: ${type} is not in the specification. Remove it.`;
    }
  }
  for (const type of specified) {
    if (!classified.has(type)) {
      yield `src/census/types.json: ${type} is not classified. Add it to a group of its service, or to "?".`;
    }
  }
}

function* propertyProblems(
  specification: Specification,
  classifications: Map<string, string>,
  census: PropertyCensus,
): Generator<string> {
  const file = 'src/census/properties.json';
  for (const type of specification.types) {
    // Every property of a type that is not judged is not judged either.
    if (classifications.get(type) === '?') continue;
    for (const property of specification.propertiesOf(type)) {
      const { path } = property;
      if (suggestsExposure(property) && !census.exposure[type]?.[path]) {
        yield `${file}: the name of ${type} ${path} suggests exposure, and it is not classified. Add it to "exposure".`;
      }
      if (suggestsPolicy(property) && !census.policies[type]?.[path]) {
        yield `${file}: ${type} ${path} looks like a policy, and it is not classified. Add it to "policies".`;
      }
    }
  }
  for (const [type, path] of entriesOf(census)) {
    const known = specification.propertiesOf(type).map(one => one.path);
    if (!known.includes(path)) {
      yield `${file}: ${type} ${path} is not in the specification. Remove it.`;
    }
  }
  for (const type of Object.keys(census.presence)) {
    if (!specification.types.includes(type)) {
      yield `${file}: ${type} in "presence" is not in the specification. Remove it.`;
    }
  }
}

function entriesOf(census: PropertyCensus): [type: string, path: string][] {
  const { exposure, policies, attachments } = census;
  return [
    ...[exposure, policies].flatMap(section =>
      Object.entries(section).flatMap(([type, paths]) =>
        Object.keys(paths).map((path): [string, string] => [type, path]),
      ),
    ),
    ...Object.entries(attachments).flatMap(([type, { properties: paths }]) =>
      paths.map((path): [string, string] => [type, path]),
    ),
  ];
}
