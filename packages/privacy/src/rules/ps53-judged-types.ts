import { Rule } from '../rule';
import { notJudged } from '../template/notJudged';

/** PS53: every resource type is judged by a rule, or cannot be public by itself. */
export const judgedTypes: Rule = {
  id: 'PS53',
  title: 'Every resource is judged',
  severity: 'H',
  why: 'A proof covers only what its rules know. A resource type that they do not know, a module, a macro or a nested template can create something public.',
  fix: 'Review the resource, and lower the severity of PS53 for the environment (privacy.severity) if you accept that it is not judged. Or move it to a stack of its own.',
  *check(template) {
    const found = notJudged(template);
    for (const { resource, type, line, message } of found) {
      const isPart = type === undefined;
      yield {
        status: 'unproven',
        resource,
        at: {
          path: isPart
            ? pathOfPart(template, resource)
            : template.resource(resource)?.node.path ?? resource,
          line,
        },
        message,
        ...(isPart && {
          fix: 'Verify what CloudFormation makes of the template, which a change set shows before the first deploy: aws cloudformation create-change-set, then aws cloudformation get-template --change-set-name NAME --template-stage Processed. Or declare the resources in this template.',
        }),
      };
    }
    if (found.length === 0 && template.resources.length > 0) {
      yield {
        status: 'proven',
        resource: 'Template',
        at: { path: 'Resources' },
        message: `The rules know the types of all ${template.resources.length} resources.`,
      };
    }
  },
};

function pathOfPart(template: Parameters<Rule['check']>[0], resource: string) {
  return (
    template.opaque.find(part => part.resource === resource)?.at.path ??
    resource
  );
}
