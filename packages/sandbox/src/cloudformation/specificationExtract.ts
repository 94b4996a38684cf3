import type { SpecDatabase } from '@aws-cdk/service-spec-types';

/** The type of a property, as in the database. */
export type PropertyType = {
  type: string;
  element?: PropertyType;
  types?: PropertyType[];
  /** Of a `ref`: the key in {@link SpecificationExtract.definitions}. */
  reference?: { $ref: string };
};

/** A property of a resource type or of a type definition. */
export type PropertySpec = {
  type: PropertyType;
  required?: boolean;
  causesReplacement?: 'yes' | 'no' | 'maybe';
};

/** What the sandbox needs to know of a resource type. */
export type ResourceSpec = {
  properties: Record<string, PropertySpec>;
  attributes: string[];
  isTaggable: boolean;
};

/**
 * The part of `@aws-cdk/aws-service-spec` that the sandbox uses: the names of all
 * resource types, and the schemas of those that it supports.
 */
export type SpecificationExtract = {
  names: string[];
  resources: Record<string, ResourceSpec>;
  definitions: Record<string, Record<string, PropertySpec>>;
};

/** Changes with every change of {@link SpecificationExtract}. */
export const EXTRACT_FORMAT = 1;

/** Extracts the schemas of some resource types from the database. */
export function extractSpecification(
  database: SpecDatabase,
  types: readonly string[],
): SpecificationExtract {
  const extract: SpecificationExtract = {
    names: database.all('resource').map(one => one.cloudFormationType),
    resources: {},
    definitions: {},
  };
  for (const type of types) {
    const [found] = database.lookup(
      'resource',
      'cloudFormationType',
      'equals',
      type,
    );
    if (!found) continue;
    extract.resources[type] = {
      properties: propertiesOf(database, extract, found.properties),
      attributes: Object.keys(found.attributes),
      isTaggable: found.tagInformation !== undefined,
    };
  }
  return extract;
}

function propertiesOf(
  database: SpecDatabase,
  extract: SpecificationExtract,
  properties: Record<string, unknown>,
): Record<string, PropertySpec> {
  const copy = (type: PropertyType): PropertyType => {
    const { reference, element, types } = type;
    if (reference && !extract.definitions[reference.$ref]) {
      // Before the recursion, because definitions can refer to themselves.
      const definition = (extract.definitions[reference.$ref] = {});
      Object.assign(
        definition,
        propertiesOf(
          database,
          extract,
          database.get('typeDefinition', reference.$ref).properties,
        ),
      );
    }
    return {
      type: type.type,
      reference,
      element: element && copy(element),
      types: types?.map(copy),
    };
  };
  return Object.fromEntries(
    Object.entries(properties as Record<string, PropertySpec>).map(
      ([name, { type, required, causesReplacement }]) => [
        name,
        { type: copy(type), required, causesReplacement },
      ],
    ),
  );
}
