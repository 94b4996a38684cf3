// Reads the specification of CloudFormation. For tests and scripts only: it takes a second and 190 MB to load.
import { loadAwsServiceSpecSync } from '@aws-cdk/aws-service-spec';

type Database = ReturnType<typeof loadAwsServiceSpecSync>;
/** Type of a property, as far as it is read here. */
type PropertyType =
  | { type: 'ref'; reference: { $ref: string } }
  | { type: 'array' | 'map'; element: PropertyType }
  | { type: 'union'; types: PropertyType[] }
  | {
      type:
        | 'boolean'
        | 'date-time'
        | 'integer'
        | 'json'
        | 'null'
        | 'number'
        | 'string'
        | 'tag';
    };
type Properties = Record<string, { type: PropertyType }>;

/** A property of a resource type. Nested names are separated by dots, without the items of lists and maps. */
export type SpecifiedProperty = {
  path: string;
  name: string;
  type: PropertyType;
};

/** The resource types of the specification, with their properties. */
export type Specification = {
  types: string[];
  /** All properties of a type, also nested ones. A definition within itself is listed once. */
  propertiesOf(type: string): SpecifiedProperty[];
};

/** Property names that suggest exposure to the internet or to other accounts. */
const exposure = [
  /Public(?!Key|Signing|Type|Version|Certificate)/,
  /Internet(?!Protocol|Measurements)/,
  /^IsPrivate$|^Scheme$|^(App)?Visibility$|Website|^VpcOnly/,
  /EndpointType$|EndpointAccess|(Network)?AccessMode$|AccessType$/,
  /Auth(orization|orizer|Method|entication)?Types?$|AuthSchemes?$/,
  /Anonymous|Unauthenticated|NoAuthentication|BearerToken/,
  /NetworkModes?$|NetworkAccess|ConnectivityType$/,
  /ElasticIps?$|AllocationIds?$/,
  /^AccessControl$|CannedAcl|S3ObjectAcl/,
  /Sharing(Type|Model|Config|Enabled)|Share(With|Rules)|LaunchPermission/,
  /^AllowExternal|AutoAccept/,
];

/** Property names that a policy has if its value is text. Values in JSON need only the word. */
const policyText =
  /^(.*(Access|Resource|Repository|Destination|Model|Group|Key|Endpoint|FileSystem|Bucket|Trust|Kms|Sts|S3|Session|Permissions|Role))?Policy(Document|Text)?$/;

const principals =
  /^(Allowed|Authorized|Trusted)?Principals?$|^AllowedAccounts/;

/** Whether the name of a property suggests exposure. */
export function suggestsExposure({ name }: SpecifiedProperty): boolean {
  return exposure.some(pattern => pattern.test(name));
}

/** Whether a property holds a policy or names who is admitted. */
export function suggestsPolicy({ name, type }: SpecifiedProperty): boolean {
  return (
    (/Polic(y|ies)/.test(name) && contains(type, 'json')) ||
    (policyText.test(name) && contains(type, 'string')) ||
    principals.test(name)
  );
}

/** Loads the installed version of `@aws-cdk/aws-service-spec`. */
export function loadSpecification(): Specification {
  const database = loadAwsServiceSpecSync();
  const byType = new Map<string, { properties: Properties }>(
    database.all('resource').map(one => [one.cloudFormationType, one]),
  );
  return {
    types: [...byType.keys()].sort(),
    propertiesOf: type => [
      ...walk(database, byType.get(type)?.properties ?? {}, [], []),
    ],
  };
}

function* walk(
  database: Database,
  properties: Properties,
  parents: string[],
  definitions: string[],
): Generator<SpecifiedProperty> {
  for (const [name, { type }] of Object.entries(properties)) {
    const path = [...parents, name];
    yield { path: path.join('.'), name, type };
    for (const definition of references(type)) {
      if (definitions.includes(definition)) continue;
      const nested = database.get('typeDefinition', definition).properties;
      yield* walk(database, nested, path, [...definitions, definition]);
    }
  }
}

/** The IDs of the definitions that a property type consists of. */
function references(type: PropertyType): string[] {
  switch (type.type) {
    case 'ref':
      return [type.reference.$ref];
    case 'array':
    case 'map':
      return references(type.element);
    case 'union':
      return type.types.flatMap(references);
    default:
      return [];
  }
}

function contains(type: PropertyType, kind: 'json' | 'string'): boolean {
  switch (type.type) {
    case kind:
      return true;
    case 'array':
    case 'map':
      return contains(type.element, kind);
    case 'union':
      return type.types.some(one => contains(one, kind));
    default:
      return false;
  }
}
