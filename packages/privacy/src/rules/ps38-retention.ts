import type { Value } from '@private-serverless/template';
import { expectValues } from '../expectation';
import { Rule } from '../rule';
import { isStateful } from '../template/statefulTypes';
import { Resource, Template } from '../template/Template';

/** PS38: resources with data are kept, or saved in a snapshot, when their stack is deleted or they are replaced. */
export const retention: Rule = {
  id: 'PS38',
  title: 'Resources with data have deletion and replacement policies',
  severity: 'M',
  why: 'By default, CloudFormation deletes the data of a resource that is removed from the template or replaced.',
  fix: 'Set DeletionPolicy and UpdateReplacePolicy to Retain or Snapshot.',
  *check(template) {
    for (const resource of template.resources) {
      if (!isStateful(resource.type) || isMember(template, resource)) continue;
      for (const [name, when] of [
        ['DeletionPolicy', 'its stack is deleted'],
        ['UpdateReplacePolicy', 'it is replaced'],
      ]) {
        const values = template.get(resource.node, name);
        const isKept =
          name === 'DeletionPolicy' && hasSnapshotByDefault(resource);
        yield* expectValues(
          resource,
          isKept ? values.filter(({ kind }) => kind !== 'absent') : values,
          {
            accepts: keepsData,
            good: `keeps its data when ${when}`,
            bad: `loses its data when ${when}: ${name} is not Retain or Snapshot`,
            fix: `Set ${name} to Retain or Snapshot.`,
            change: { path: name, value: 'Retain' },
          },
        );
      }
    }
  },
};

function keepsData(value: Value): boolean | undefined {
  if (value.kind === 'unknown') return undefined;
  return (
    value.kind === 'scalar' &&
    /^(Retain|RetainExceptOnCreate|Snapshot)$/.test(value.text)
  );
}

/**
 * RDS clusters, and instances outside a cluster, are saved in a snapshot by default.
 *
 * Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-attribute-deletionpolicy.html
 */
function hasSnapshotByDefault({ type }: Resource): boolean {
  return /^aws::rds::db(cluster|instance)$/i.test(type);
}

/** The data of an instance in a cluster is in the cluster. */
function isMember(template: Template, resource: Resource): boolean {
  return (
    /^aws::rds::dbinstance$/i.test(resource.type) &&
    template
      .property(resource, 'DBClusterIdentifier')
      .every(({ kind }) => kind !== 'absent')
  );
}
