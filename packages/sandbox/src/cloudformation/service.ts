import { XmlValue } from '../protocol/xml';
import { asText } from '../account/values';
import { validationError } from '../protocol/errors';
import { QueryOperation, QueryService } from '../protocol/query';
import { changeSetOperations } from './changeSetOperations';
import { resumeChangeSets } from './buildChangeSet';
import { driftOperations } from './driftOperations';
import { eventOperations } from './eventOperations';
import { CloudFormationContext, stackOf, stackOperations } from './operations';
import { recoveryOperations } from './recoveryOperations';
import { page } from './paging';
import { renderResource, renderStack, renderSummary } from './render';
import { readTemplate } from './request';
import { Stack } from './Stack';
import { Template } from './types';

/** CloudFormation, as far as the sandbox supports it. */
export function cloudFormation(context: CloudFormationContext): QueryService {
  const { services, stacks } = context;

  resumeChangeSets(context, stacks.all());
  return {
    persist: () => services.state.flush(),
    name: 'CloudFormation',
    namespace: 'http://cloudformation.amazonaws.com/doc/2010-05-15/',
    operations: {
      ...stackOperations(context),
      ...changeSetOperations(context),
      ...driftOperations(context),
      ...eventOperations(context),
      ...recoveryOperations(context),
      ...describeOperations(context),
      ...templateOperations(context),
    },
  };
}

function describeOperations({
  stacks,
}: CloudFormationContext): Record<string, QueryOperation> {
  const resourcesOf = (stack: Stack) => [...stack.resources.values()];
  return {
    DescribeStacks: {
      parameters: ['StackName', 'NextToken'],
      run(request) {
        const name = request.text('StackName');
        if (name) return { Stacks: [renderStack(stacks.get(name))] };
        const living = stacks
          .all()
          .filter(stack => stack.status !== 'DELETE_COMPLETE');
        const { items, next } = page(living, request);
        return { Stacks: items.map(renderStack), NextToken: next };
      },
    },
    ListStacks: {
      parameters: ['StackStatusFilter', 'NextToken'],
      run(request) {
        const wanted = request.list('StackStatusFilter');
        const fitting = stacks
          .all()
          .filter(
            stack => wanted.length === 0 || wanted.includes(stack.status),
          );
        const { items, next } = page(fitting, request);
        return { StackSummaries: items.map(renderSummary), NextToken: next };
      },
    },
    DescribeStackResources: {
      parameters: ['StackName', 'LogicalResourceId', 'PhysicalResourceId'],
      run(request) {
        const physical = request.text('PhysicalResourceId');
        const logical = request.text('LogicalResourceId');
        const owner = physical
          ? stacks
              .all()
              .find(stack =>
                resourcesOf(stack).some(r => r.physicalId === physical),
              )
          : stackOf(stacks, request);
        if (!owner) {
          throw validationError(`Stack for ${physical} does not exist`);
        }
        return {
          StackResources: resourcesOf(owner)
            .filter(r => !logical || r.logicalId === logical)
            // AWS returns no more, and has no pages for this operation.
            .slice(0, 100)
            .map(r => renderResource(owner, r, 'Timestamp')),
        };
      },
    },
    ListStackResources: {
      parameters: ['StackName', 'NextToken'],
      run(request) {
        const stack = stackOf(stacks, request);
        const { items, next } = page(resourcesOf(stack), request);
        return {
          StackResourceSummaries: items.map(r => {
            const {
              StackName: _name,
              StackId: _id,
              ...summary
            } = renderResource(stack, r, 'LastUpdatedTimestamp');
            return summary;
          }),
          NextToken: next,
        };
      },
    },
  };
}

function templateOperations({
  stacks,
  services,
}: CloudFormationContext): Record<string, QueryOperation> {
  const summary = (template: Template): { [name: string]: XmlValue } => ({
    Description: template.description,
    Parameters: Object.entries(template.parameters).map(([name, p]) => ({
      ParameterKey: name,
      DefaultValue: asText(p.Default),
      ParameterType: asText(p.Type),
      NoEcho: asText(p.NoEcho) === 'true',
      Description: asText(p.Description),
    })),
    Capabilities: capabilitiesOf(template),
  });
  return {
    GetTemplate: {
      parameters: ['StackName', 'ChangeSetName', 'TemplateStage'],
      run(request) {
        const changeSet = request.text('ChangeSetName');
        const desired = changeSet
          ? stacks.changeSet(changeSet, request.text('StackName')).changeSet
              .desired
          : stacks.get(request.required('StackName')).desired;
        return {
          TemplateBody: desired?.template.body ?? '',
          StagesAvailable: ['Original', 'Processed'],
        };
      },
    },
    GetTemplateSummary: {
      parameters: ['StackName', 'TemplateBody', 'TemplateURL'],
      run(request) {
        const name = request.text('StackName');
        const template = name
          ? stacks.get(name).desired?.template
          : readTemplate(request, services.objects);
        if (!template) return {};
        return {
          ...summary(template),
          ResourceTypes: [
            ...new Set(Object.values(template.resources).map(r => r.type)),
          ],
        };
      },
    },
  };
}

function capabilitiesOf(template: Template): string[] | undefined {
  const iam = Object.values(template.resources).filter(r =>
    r.type.startsWith('AWS::IAM::'),
  );
  if (iam.length === 0) return undefined;
  return iam.some(r => 'RoleName' in r.properties)
    ? ['CAPABILITY_NAMED_IAM']
    : ['CAPABILITY_IAM'];
}
