import type { ResourceChange } from '@aws-sdk/client-cloudformation';
import { parseTemplate } from '../template/parse';
import { unexplainedChanges } from './unexplained';

const api = `Parameters:
  Part: { Type: String }
Resources:
  Items:
    Type: AWS::ApiGateway::Resource
    Properties: { RestApiId: api, ParentId: root, PathPart: !Ref Part }
  Item:
    Type: AWS::ApiGateway::Resource
    Properties: { RestApiId: api, ParentId: !Ref Items, PathPart: '{id}' }
  Get:
    Type: AWS::ApiGateway::Method
    Properties: { RestApiId: api, ResourceId: !Ref Item, HttpMethod: GET, AuthorizationType: NONE }
`;
const template = (text = api) => parseTemplate(text, 'template.yaml');
const was = { template: template(), parameters: { Part: 'items' } };

/** A replacement that CloudFormation attributes to what the property refers to. */
const replaced = (
  LogicalResourceId: string,
  CausingEntity: string,
  rest: Partial<ResourceChange> = {},
): ResourceChange => ({
  LogicalResourceId,
  Action: 'Modify',
  Replacement: 'True',
  ResourceDriftStatus: 'IN_SYNC',
  Details: [{ ChangeSource: 'ResourceReference', CausingEntity }],
  ...rest,
});
const phantoms = [replaced('Item', 'Items'), replaced('Get', 'Item')];

it('names changes that neither the template, nor a parameter, nor a change by hand explains', () => {
  const { text } = unexplainedChanges(phantoms, was, was)!;
  expect(text).toMatch(/^Get, Item: these changes have no visible cause: /);
  expect(unexplainedChanges(phantoms.slice(0, 1), was, was)!.text).toMatch(
    /^Item: this change has no visible cause: /,
  );
});

it('does not name changes with a cause, nor what follows from them', () => {
  const ofItems = replaced('Items', 'Part', { ResourceDriftStatus: undefined });
  const other = { ...was, parameters: { Part: 'things' } };
  expect(unexplainedChanges([...phantoms, ofItems], was, other)).toBe(
    undefined,
  );
  const renamed = {
    ...was,
    template: template(api.replace("'{id}'", "'{name}'")),
  };
  expect(unexplainedChanges(phantoms, was, renamed)).toBe(undefined);
  const byHand = phantoms.map(change => ({
    ...change,
    ResourceDriftStatus: 'MODIFIED' as const,
  }));
  expect(unexplainedChanges(byHand, was, was)).toBe(undefined);
  expect(
    unexplainedChanges(phantoms, { ...was, template: undefined }, was),
  ).toBe(undefined);
});
