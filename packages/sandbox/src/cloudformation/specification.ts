import { Properties, Value } from '../account/Account';
import { sameValue } from '../account/values';
import { supportedTypes } from '../resources';
import {
  CDK_METADATA,
  CUSTOM_RESOURCE,
  isCustomType,
  NESTED_STACK,
} from '../resources/types';
import { loadSpecification } from './specificationCache';
import {
  PropertySpec,
  PropertyType,
  ResourceSpec,
  SpecificationExtract,
} from './specificationExtract';
import { isUnknown } from './unknownValue';

const metadataSpec: ResourceSpec = {
  properties: { Analytics: { type: { type: 'string' } } },
  attributes: [],
  isTaggable: false,
};

let specification: SpecificationExtract | undefined;

/** Loads the schemas of the supported types on first use. */
function load(): SpecificationExtract {
  specification ??= loadSpecification([...supportedTypes, CUSTOM_RESOURCE]);
  return specification;
}

function specOf(type: string): ResourceSpec | undefined {
  if (type === CDK_METADATA) return metadataSpec;
  return load().resources[isCustomType(type) ? CUSTOM_RESOURCE : type];
}

/** Whether AWS has this resource type. */
export function isKnownType(type: string): boolean {
  return (
    specOf(type) !== undefined ||
    isCustomType(type) ||
    load().names.includes(type)
  );
}

/** Whether `Fn::GetAtt` supports this attribute of this type. */
export function hasAttribute(type: string, attribute: string): boolean {
  if (type === NESTED_STACK) return /^Outputs\.[A-Za-z0-9]+$/.test(attribute);
  return (
    isCustomType(type) ||
    (specOf(type)?.attributes.includes(attribute) ?? false)
  );
}

/** Whether a type has this property. */
export function isKnownProperty(type: string, property: string): boolean {
  return (
    isCustomType(type) ||
    Object.hasOwn(specOf(type)?.properties ?? {}, property)
  );
}

/** Whether a type has tags, so that stack tags propagate to it. */
export function isTaggable(type: string): boolean {
  return specOf(type)?.isTaggable ?? false;
}

/**
 * The first-level properties that differ, and whether each difference replaces
 * the resource.
 */
export function changedProperties(
  type: string,
  before: Properties,
  after: Properties,
): Array<{ name: string; recreation: 'Never' | 'Conditionally' | 'Always' }> {
  // A custom resource is replaced only if its function returns another physical ID.
  const properties = isCustomType(type) ? {} : specOf(type)?.properties ?? {};
  const names = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...names]
    .filter(name => !sameValue(before[name], after[name]))
    .map(name => {
      const cause = properties[name]?.causesReplacement;
      if (cause === 'yes') return { name, recreation: 'Always' };
      return {
        name,
        recreation: cause === 'maybe' ? 'Conditionally' : 'Never',
      };
    });
}

/**
 * Validates resolved properties against the type's schema, as AWS's resource
 * handlers do before they create a resource.
 *
 * @returns the violations, in the form of CloudFormation's messages
 */
export function schemaViolations(
  type: string,
  properties: Properties,
): string[] {
  const spec = specOf(type);
  if (!spec) return [];
  const checked = isCustomType(type)
    ? Object.fromEntries(
        Object.entries(properties).filter(([name]) =>
          Object.hasOwn(spec.properties, name),
        ),
      )
    : properties;
  return checkMap('#', checked, spec.properties);
}

function checkMap(
  path: string,
  value: Properties,
  specs: Record<string, PropertySpec>,
): string[] {
  const missing = Object.keys(specs)
    .filter(name => specs[name].required && value[name] === undefined)
    .map(name => `${path}: required key [${name}] not found`);
  const present = Object.entries(value).flatMap(([name, item]) =>
    Object.hasOwn(specs, name)
      ? checkValue(`${path}/${name}`, item, specs[name].type)
      : [`${path}: extraneous key [${name}] is not permitted`],
  );
  return [...missing, ...present];
}

function checkValue(path: string, value: Value, type: PropertyType): string[] {
  if (isUnknown(value)) return [];
  const mismatch = (expected: string) => [
    `${path}: expected type: ${expected}, found: ${kindOf(value)}`,
  ];
  switch (type.type) {
    case 'string':
    case 'date-time':
      return typeof value === 'object' ? mismatch('String') : [];
    case 'number':
    case 'integer':
      return typeof value === 'object' || !Number.isFinite(Number(value))
        ? mismatch('Number')
        : [];
    case 'boolean':
      return ['true', 'false'].includes(String(value))
        ? []
        : mismatch('Boolean');
    case 'array':
      return Array.isArray(value)
        ? value.flatMap((item, index) =>
            checkValue(`${path}/${index}`, item, type.element!),
          )
        : mismatch('JSONArray');
    case 'map':
      return isMap(value)
        ? Object.entries(value).flatMap(([key, item]) =>
            checkValue(`${path}/${key}`, item, type.element!),
          )
        : mismatch('JSONObject');
    case 'ref': {
      if (!isMap(value)) return mismatch('JSONObject');
      return checkMap(path, value, load().definitions[type.reference!.$ref]);
    }
    case 'tag':
      return isMap(value) && 'Key' in value && 'Value' in value
        ? []
        : mismatch('Tag (Key, Value)');
    case 'union': {
      const results = type.types!.map(one => checkValue(path, value, one));
      return results.some(result => result.length === 0) ? [] : results[0];
    }
    default:
      return [];
  }
}

function isMap(value: Value): value is Properties {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}

function kindOf(value: Value): string {
  if (Array.isArray(value)) return 'JSONArray';
  if (value === null) return 'Null';
  if (typeof value === 'object') return 'JSONObject';
  return { string: 'String', number: 'Number', boolean: 'Boolean' }[
    typeof value as 'string' | 'number' | 'boolean'
  ];
}
