import { censusOf, type Switch } from '../census/exposure';
import type { Change } from '../Change';
import { meaningOf } from '../census/observe';
import { valuesAt } from '../census/valuesAt';
import { listed } from '../network/tables';
import { type Observation, placeOf, type Rule, whyUnknown } from '../rule';
import type { Resource, Template } from '../template/Template';

/** PS26: buckets and access points set all four public-access blocks. */
export const publicAccessBlock: Rule = {
  id: 'PS26',
  title: 'Buckets set all four public-access blocks',
  severity: 'H',
  why: 'With the blocks, no ACL and no policy can make a bucket public, whoever writes it. S3 turns them on for new buckets, but only the template shows that they stay on.',
  fix: 'Set PublicAccessBlockConfiguration: { BlockPublicAcls: true, BlockPublicPolicy: true, IgnorePublicAcls: true, RestrictPublicBuckets: true }.',
  *check(template) {
    const { switches } = censusOf('PS26');
    for (const resource of template.resources) {
      const paths = switches.get(resource.lowerType);
      if (paths) yield observe(template, resource, paths);
    }
  },
};

function observe(
  template: Template,
  resource: Resource,
  switches: readonly Switch[],
): Observation {
  const { id } = resource;
  const change = changeOf(switches);
  const missing: string[] = [];
  let unclear: Observation | undefined;
  let off: Observation | undefined;
  for (const one of switches) {
    const name = one.path.split('.').at(-1)!;
    for (const value of valuesAt(template, resource, one.path)) {
      const meaning = meaningOf(one, value);
      const base = { resource: id, at: value.at, change };
      if (meaning === 'public') {
        off ??= {
          ...base,
          status: 'violated',
          message: `${id} turns ${name} off.`,
        };
      } else if (meaning === 'depends' && value.kind === 'absent') {
        missing.push(name);
      } else if (meaning === 'depends') {
        unclear ??= {
          ...base,
          status: 'unproven',
          message: `Cannot determine whether ${id} turns ${name} on: the value ${whyUnknown(
            value,
          )}.`,
        };
      }
    }
  }
  if (off) return off;
  const base = { resource: id, at: placeOf(resource), change };
  if (missing.length > 0) {
    const names = listed([...new Set(missing)]);
    return {
      ...base,
      status: 'violated',
      message: `${id} does not set ${names}.`,
    };
  }
  return (
    unclear ?? {
      ...base,
      status: 'proven',
      message: `${id} has all four public-access blocks.`,
    }
  );
}

/** All four blocks, whose paths the census has. */
function changeOf(switches: readonly Switch[]): Change {
  const [parent] = switches[0].path.split('.');
  return {
    path: `Properties.${parent}`,
    value: Object.fromEntries(
      switches.map(({ path }) => [path.split('.').at(-1)!, true]),
    ),
  };
}
