import { Properties, Value } from '../account/Account';
import { asMap, asText, asTexts } from '../account/values';
import { generatedName } from '../protocol/ids';
import { QueryParameters } from '../protocol/query';
import { ObjectStore } from '../s3/ObjectStore';
import { readDesired } from './request';
import { Stack } from './Stack';
import { Stacks } from './Stacks';
import { Desired } from './types';

/** A new stack as a resource of another one, without a status. */
export function newNestedStack(
  stacks: Stacks,
  parent: Stack,
  logicalId: string,
): Stack {
  return stacks.create(generatedName(parent.name, logicalId, 128), {
    parentId: parent.id,
    rootId: parent.rootId ?? parent.id,
    token: parent.token,
  });
}

/** The stack that the executed change set of the parent has created for a resource, if any. */
export function plannedStack(
  stacks: Stacks,
  parent: Stack,
  logicalId: string,
): Stack | undefined {
  const planned = stacks.find(parent.plannedNested?.get(logicalId) ?? '');
  return planned?.status === 'REVIEW_IN_PROGRESS' ? planned : undefined;
}

/**
 * The template and parameters of a nested stack, validated like those of a
 * request.
 *
 * @param parent - the desired state of the stack that contains it
 * @throws AwsError CloudFormation's errors
 */
export function nestedDesired(
  objects: ObjectStore,
  parent: Desired | undefined,
  properties: Properties,
): Desired {
  const own = Array.isArray(properties.Tags) ? properties.Tags : [];
  const request = new Map([
    ['TemplateURL', asText(properties.TemplateURL) ?? ''],
  ]);
  Object.entries(asMap(properties.Parameters)).forEach(
    ([name, value], index) => {
      const member = `Parameters.member.${index + 1}`;
      request.set(`${member}.ParameterKey`, name);
      request.set(`${member}.ParameterValue`, asTexts(value).join(','));
    },
  );
  tagsOf(parent?.tags ?? [], own).forEach(([key, value], index) => {
    request.set(`Tags.member.${index + 1}.Key`, key);
    request.set(`Tags.member.${index + 1}.Value`, value);
  });
  parent?.capabilities.forEach((name, index) =>
    request.set(`Capabilities.member.${index + 1}`, name),
  );
  return readDesired(new QueryParameters(request), objects);
}

/** The parent's tags, overridden by the nested stack's own. */
function tagsOf(
  inherited: Desired['tags'],
  own: Value[],
): Array<[string, string]> {
  const tags = new Map(inherited.map(({ Key, Value: text }) => [Key, text]));
  for (const tag of own.map(asMap)) {
    tags.set(asText(tag.Key) ?? '', asText(tag.Value) ?? '');
  }
  return [...tags];
}
