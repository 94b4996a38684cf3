import { identityOf, mayBeSame } from '../network/identity';
import { Observation, placeOf, Rule } from '../rule';
import { dependenciesOf } from '../template/dependencies';
import type { Resource, Template } from '../template/Template';

/**
 * The end of a logical ID that changes with the content or with each deploy: a hash in lowercase, as CDK and SAM write it, or the time,
 * as the Serverless Framework does. CDK ends every ID in eight uppercase digits, which do not change.
 */
const changingEnd = /([0-9a-f]{10,}|\d{10,})$/;

/**
 * PS13: a deployment of a private API comes after all its methods, and its logical ID can change with them and the policy. One template
 * does not show that the ID did change.
 */
export const deployment: Rule = {
  id: 'PS13',
  title:
    'Deployments of private APIs come after the policy and every method, and their logical IDs end in a hash or time',
  severity: 'H',
  why: 'A stage serves the policy and the methods as they were when its deployment was created. Without a new deployment, a stricter policy or authorizer has no effect.',
  fix: 'List every method of the API in DependsOn of the deployment, and end its logical ID in a hash of the policy and the methods.',
  *check(template) {
    for (const one of template.ofType('AWS::ApiGateway::Deployment')) {
      yield* checkDeployment(template, one);
    }
    for (const stage of template.ofType('AWS::ApiGateway::Stage')) {
      yield* checkStage(template, stage);
    }
  },
};

function* checkDeployment(
  template: Template,
  one: Resource,
): Iterable<Observation> {
  const base = { resource: one.id, at: placeOf(one) };
  const names = new Set(template.property(one, 'RestApiId').map(identityOf));
  const [name] = names;
  const api = template.resource(name?.replace(/^resource /, '') ?? '');
  if (names.size !== 1 || api?.lowerType !== 'aws::apigateway::restapi') {
    yield {
      ...base,
      status: 'unproven',
      message: `Cannot determine the methods that ${one.id} deploys: its API is not in the template.`,
      fix: 'Deploy the API in the template that defines it.',
    };
    return;
  }
  if (isPublic(template, api)) return;
  const before = dependenciesOf(template, one.id);
  const methods = template
    .ofType('AWS::ApiGateway::Method')
    .map(method => ({
      id: method.id,
      apis: template.property(method, 'RestApiId').map(identityOf),
    }))
    .filter(({ apis }) => apis.some(value => mayBeSame(value, name)));
  const missing = methods.filter(({ id }) => !before.has(id));
  for (const { apis, id } of missing) {
    const isCertain = apis.every(value => value === name);
    yield {
      ...base,
      status: isCertain ? 'violated' : 'unproven',
      message: isCertain
        ? `${one.id} does not depend on method ${id}, so it may be created before ${id} and not serve it.`
        : `Cannot determine whether ${one.id} deploys method ${id}: its API is not known.`,
      fix: `Add ${id} to DependsOn of ${one.id}.`,
    };
  }
  if (missing.length > 0) return;
  const subject = `${one.id} comes after the policy and ${
    methods.length === 0 ? 'definition' : 'all methods'
  } of ${api.id}`;
  yield mayChange(one.id)
    ? {
        ...base,
        status: 'proven',
        message: `${subject}, and its logical ID ends in a hash or time.`,
      }
    : {
        ...base,
        status: 'unproven',
        severity: 'M',
        message: `${subject}, but its logical ID does not show whether it changes with them.`,
        fix: `End the logical ID in a hash of the policy and the methods, such as ${one.id}1a2b3c4d5e, and change it with them.`,
      };
}

function mayChange(id: string): boolean {
  // CloudFormation allows 255 characters. A hash has at most 64.
  const end = changingEnd.exec(id.slice(-64))?.[0] ?? '';
  return /\d/.test(end);
}

/** Whether an API is certainly not private. PS09 reports it. */
function isPublic(template: Template, api: Resource): boolean {
  const types = template.property(api, 'EndpointConfiguration', 'Types');
  return types.every(
    list =>
      list.kind === 'absent' ||
      (list.kind === 'list' &&
        template
          .items([list])
          .every(type => type.kind === 'scalar' && type.text !== 'PRIVATE')),
  );
}

function* checkStage(
  template: Template,
  stage: Resource,
): Iterable<Observation> {
  for (const value of template.property(stage, 'DeploymentId')) {
    const id = identityOf(value)?.replace(/^resource /, '') ?? '';
    const type = template.resource(id)?.lowerType;
    if (type === 'aws::apigateway::deployment') continue;
    const at = value.kind === 'absent' ? placeOf(stage) : value.at;
    yield {
      status: 'unproven',
      resource: stage.id,
      at,
      message: `Cannot determine which policy and methods ${stage.id} serves: its deployment is not in the template.`,
      fix: 'Deploy the API in the template that defines it.',
    };
  }
}
