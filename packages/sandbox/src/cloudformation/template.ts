import { Properties, Value } from '../account/Account';
import { asList, asMap, asText, asTexts } from '../account/values';
import { validationError } from '../protocol/errors';
import { Template, TemplateOutput, TemplateResource } from './types';
import { parseTemplateText } from './yaml';

const sectionNames = [
  'AWSTemplateFormatVersion',
  'Description',
  'Metadata',
  'Parameters',
  'Mappings',
  'Conditions',
  'Resources',
  'Outputs',
  'Rules',
  'Transform',
  'Hooks',
];
const unsupportedSections = ['Transform', 'Hooks'];
const parameterType =
  /^(String|Number|CommaDelimitedList|List<(Number|String|AWS::[\w:]+)>|AWS::[\w:<>]+)$/;
const resourceKeys = [
  'Type',
  'Properties',
  'DependsOn',
  'Condition',
  'DeletionPolicy',
  'UpdateReplacePolicy',
  'Metadata',
];

const limits = { Resources: 500, Parameters: 200, Mappings: 200, Outputs: 200 };

/** Maximum size of a template in a request body, in bytes. */
export const MAX_INLINE_BYTES = 51_200;

/**
 * Parses a template and validates its structure: sections, resources, outputs.
 *
 * @throws AwsError `ValidationError` with CloudFormation's message
 */
export function parseTemplate(body: string): Template {
  const root = parseTemplateText(body);
  if (!root || typeof root !== 'object' || Array.isArray(root)) {
    throw validationError('Template format error: unsupported structure.');
  }
  const unknown = Object.keys(root).filter(key => !sectionNames.includes(key));
  if (unknown.length > 0) {
    throw validationError(
      `Invalid template property or properties [${unknown.join(', ')}]`,
    );
  }
  const unsupported = unsupportedSections.filter(key => key in root);
  if (unsupported.length > 0) {
    throw validationError(
      `sandbox: template section ${unsupported.join(', ')} is not supported`,
    );
  }
  const resources = section(root, 'Resources');
  if (Object.keys(resources).length === 0) {
    throw validationError(
      'Template format error: At least one Resources member must be defined.',
    );
  }
  for (const [name, maximum] of Object.entries(limits)) {
    const count = Object.keys(section(root, name)).length;
    if (count > maximum) {
      throw validationError(
        `Template format error: Number of ${name.toLowerCase()}, ${count}, is greater than maximum allowed, ${maximum}`,
      );
    }
  }
  return {
    body,
    description: asText(root.Description),
    parameters: mapValues(section(root, 'Parameters'), (value, name) =>
      readParameter(name, value),
    ),
    mappings: section(root, 'Mappings'),
    conditions: section(root, 'Conditions'),
    rules: section(root, 'Rules'),
    resources: mapValues(resources, (value, name) => readResource(name, value)),
    outputs: mapValues(section(root, 'Outputs'), (value, name) =>
      readOutput(name, value),
    ),
    metadata: root.Metadata,
  };
}

function section(root: Properties, name: string): Properties {
  const value = root[name];
  if (value === undefined || value === null) return {};
  if (typeof value !== 'object' || Array.isArray(value)) {
    throw validationError(
      `Template format error: ${name} section must be an object.`,
    );
  }
  return value;
}

function mapValues<T>(
  map: Properties,
  convert: (value: Value, key: string) => T,
): Record<string, T> {
  return Object.fromEntries(
    Object.entries(map).map(([key, value]) => [key, convert(value, key)]),
  );
}

function readParameter(name: string, value: Value): Properties {
  const parameter = asMap(value);
  const type = asText(parameter.Type);
  if (!type) {
    throw validationError(
      `Template format error: Every Parameters object must contain a Type member. [/Parameters/${name}]`,
    );
  }
  if (!parameterType.test(type)) {
    throw validationError(
      `Template format error: Unrecognized parameter type: ${type}`,
    );
  }
  return parameter;
}

function readResource(name: string, value: Value): TemplateResource {
  if (!/^[A-Za-z0-9]+$/.test(name)) {
    throw validationError(
      `Template format error: Resource name ${name} is non alphanumeric.`,
    );
  }
  const resource = asMap(value);
  const type = asText(resource.Type);
  if (!type) {
    throw validationError(
      `Template format error: [/Resources/${name}] Every Resources object must contain a Type member.`,
    );
  }
  const unknown = Object.keys(resource).filter(
    key => !resourceKeys.includes(key),
  );
  if (unknown.length > 0) {
    throw validationError(`Invalid template resource property '${unknown[0]}'`);
  }
  const { Properties: properties = {}, DependsOn: dependsOn = [] } = resource;
  if (properties !== asMap(properties)) {
    throw validationError(
      `Template format error: [/Resources/${name}/Properties] must be an object.`,
    );
  }
  if (asTexts(dependsOn).length !== asList(dependsOn).length) {
    throw validationError(
      'Template format error: DependsOn must be a string or list of strings.',
    );
  }
  return {
    type,
    properties,
    dependsOn: asTexts(dependsOn),
    condition: asText(resource.Condition),
    deletionPolicy: asText(resource.DeletionPolicy) ?? 'Delete',
    updateReplacePolicy: asText(resource.UpdateReplacePolicy) ?? 'Delete',
    metadata: resource.Metadata,
  };
}

function readOutput(name: string, value: Value): TemplateOutput {
  const output = asMap(value);
  if (output.Value === undefined || output.Value === null) {
    throw validationError(
      `Template format error: Output ${name} is malformed. The Value field of every Outputs member must not be null.`,
    );
  }
  const exported = asMap(output.Export).Name;
  if (output.Export !== undefined && exported === undefined) {
    throw validationError(
      `Template format error: Output ${name} is malformed. The Export field must have a Name.`,
    );
  }
  return {
    value: output.Value,
    description: asText(output.Description),
    condition: asText(output.Condition),
    exportName: exported,
  };
}
