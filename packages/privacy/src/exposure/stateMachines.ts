import type { Node } from '@private-serverless/template';
import { nodeOfJson } from '../policy/json';
import type { Observation } from '../rule';
import { textsIn } from '../secrets/nodes';
import type { Resource, Template } from '../template/Template';
import { present } from './subnets';

/** Parameters of calls that give what they start a public address, with the value that does not, in lower case. */
const parameters = new Map([
  ['assignpublicip', 'disabled'],
  ['associatepublicipaddress', 'false'],
  ['publiclyaccessible', 'false'],
]);

const switchedOn =
  /"(AssignPublicIp|AssociatePublicIpAddress|PubliclyAccessible)"\s*:\s*"?(ENABLED|true)\b/i;

/** Observes the calls of state machines that start something with a public address, such as a task of Amazon ECS. */
export function* observeStateMachines(
  template: Template,
): Iterable<Observation> {
  for (const machine of template.ofType('AWS::StepFunctions::StateMachine')) {
    for (const property of ['Definition', 'DefinitionString']) {
      for (const value of present(template, machine, property)) {
        const written =
          value.kind === 'scalar'
            ? nodeOfJson(value.text, value.at)
            : value.kind === 'map' && value.at;
        if (written) yield* observeBelow(template, machine, written);
        else yield* observeText(machine, value.at);
      }
    }
  }
}

/** A definition with parts that are not known. What is known of it is enough to find a public address. */
function* observeText({ id }: Resource, at: Node): Iterable<Observation> {
  const [, name, value] = switchedOn.exec(textsIn(at).join('')) ?? [];
  if (name === undefined) return;
  yield {
    status: 'violated',
    resource: id,
    at,
    message: `${id} starts something with a public address: ${name} is ${value}.`,
    fix: fixOf(name),
  };
}

function* observeBelow(
  template: Template,
  machine: Resource,
  node: Node,
): Iterable<Observation> {
  if (node.kind === 'list') {
    for (const item of node.items) yield* observeBelow(template, machine, item);
  } else if (node.kind === 'map') {
    for (const [name, entry] of node.entries) {
      const harmless = parameters.get(name.replace(/\.\$$/, '').toLowerCase());
      if (harmless === undefined) {
        yield* observeBelow(template, machine, entry);
      } else {
        yield* observeParameter(template, machine, name, entry, harmless);
      }
    }
  }
}

function* observeParameter(
  template: Template,
  { id }: Resource,
  name: string,
  entry: Node,
  harmless: string,
): Iterable<Observation> {
  const isDynamic = name.endsWith('.$');
  for (const value of template.values(entry)) {
    const text = value.kind === 'scalar' ? value.text.toLowerCase() : undefined;
    if (value.kind === 'absent' || text === harmless) continue;
    const isPublic = !isDynamic && /^(enabled|true)$/.test(text ?? '');
    yield {
      status: isPublic ? 'violated' : 'unproven',
      resource: id,
      at: value.at,
      message: isPublic
        ? `${id} starts something with a public address: ${name} is ${text}.`
        : `Cannot determine whether ${id} starts something with a public address: ${name} is known only when it runs.`,
      fix: fixOf(name),
    };
  }
}

function fixOf(name: string): string {
  const parameter = name.replace(/\.\$$/, '');
  const value = /^assign/i.test(parameter) ? 'DISABLED' : 'false';
  return `Set ${parameter} to ${value}.`;
}
