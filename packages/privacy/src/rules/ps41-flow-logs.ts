import { placeOf, Rule } from '../rule';
import { existsWith } from '../template/existence';
import { Resource, Template } from '../template/Template';

/** PS41: every VPC of the template has a flow log that exists whenever the VPC does. */
export const flowLogs: Rule = {
  id: 'PS41',
  title: 'VPCs have flow logs',
  severity: 'M',
  why: 'Without flow logs, nobody can tell which addresses a function or load balancer connected to.',
  fix: 'Add an AWS::EC2::FlowLog with ResourceType VPC and the VPC as ResourceId.',
  *check(template) {
    const logs = template.ofType('AWS::EC2::FlowLog');
    for (const vpc of template.ofType('AWS::EC2::VPC')) {
      const hasLog = logs.some(
        log => isOf(template, log, vpc) && existsWith(template, log, vpc),
      );
      const isUnclear = logs.some(log =>
        template
          .property(log, 'ResourceId')
          .some(({ kind }) => kind === 'unknown'),
      );
      const base = { resource: vpc.id, at: placeOf(vpc) };
      if (!hasLog && isUnclear) {
        yield {
          ...base,
          status: 'unproven',
          message: `Cannot determine whether ${vpc.id} has a flow log: the ResourceId of a flow log is not known.`,
        };
      } else {
        yield {
          ...base,
          status: hasLog ? 'proven' : 'violated',
          message: `${vpc.id} has ${hasLog ? 'a' : 'no'} flow log.`,
        };
      }
    }
  },
};

function isOf(template: Template, log: Resource, { id }: Resource): boolean {
  return template
    .property(log, 'ResourceId')
    .every(value => value.kind === 'reference' && value.id === id);
}
