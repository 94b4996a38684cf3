import { entry, parametersOf } from '@private-serverless/template';
import { Observation, Rule } from '../rule';
import { inParameters } from '../secrets/parameters';
import { settingsOf } from '../secrets/places';
import { type Secrecy, secrecyOf } from '../secrets/values';
import { Template } from '../template/Template';

/** PS34: no secret is shown by environment variables, parameters or outputs. Messages never contain the value. */
export const noSecret: Rule = {
  id: 'PS34',
  title: 'Secrets are not in clear text',
  severity: 'H',
  why: 'Everybody who may describe the function or the stack can read its environment variables, parameters and outputs, and they stay in logs and histories.',
  fix: 'Store the secret in Secrets Manager, pass its ARN, and let the code read it. Replace the value that was shown.',
  *check(template) {
    yield* inSettings(template);
    yield* inParameters(template);
    yield* inOutputs(template);
  },
};

function* inSettings(template: Template): Iterable<Observation> {
  const parameters = parametersOf(template.root);
  for (const { resource, settings, unclear } of settingsOf(template)) {
    let isFree = true;
    for (const { name, values, where } of settings) {
      for (const value of values) {
        const found = secrecyOf(template, parameters, name, value);
        if (found.kind === 'none') continue;
        isFree = false;
        yield observe(
          resource.id,
          value.at,
          `${name || 'Its value'}, ${where} of ${resource.id},`,
          found,
        );
      }
    }
    for (const value of unclear) {
      isFree = false;
      const why =
        value.kind === 'unknown' ? value.why : 'is not a list of variables';
      yield observe(
        resource.id,
        value.at,
        `An environment variable of ${resource.id}`,
        { kind: 'unclear', why },
      );
    }
    if (isFree && settings.length > 0) {
      yield {
        status: 'proven',
        resource: resource.id,
        at: resource.node,
        message: `${resource.id} shows no secret in its settings.`,
      };
    }
  }
}

function observe(
  resource: string,
  at: Observation['at'],
  subject: string,
  found: Exclude<Secrecy, { kind: 'none' }>,
): Observation {
  const { path, line } = at;
  return found.kind === 'secret'
    ? {
        status: 'violated',
        resource,
        at: { path, line },
        message: `${subject} shows ${found.what}.`,
      }
    : {
        status: 'unproven',
        resource,
        at: { path, line },
        message: `Cannot determine whether ${subject.replace(
          /,$/,
          '',
        )} shows a secret: the value ${found.why}.`,
      };
}

function* inOutputs(template: Template): Iterable<Observation> {
  const outputs = entry(template.root, 'Outputs');
  if (outputs?.kind !== 'map') return;
  const parameters = parametersOf(template.root);
  for (const [name, output] of outputs.entries) {
    for (const value of template.get(output, 'Value')) {
      const found = secrecyOf(template, parameters, name, value);
      if (found.kind === 'none') continue;
      yield observe(name, value.at, `The output ${name}`, found);
    }
  }
}
