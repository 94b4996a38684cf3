import { LiveResource, Properties } from '../account/account';
import { NESTED_STACK } from '../resources/nestedStack';
import { evaluatorFor, graphOf, outputsOf } from './evaluation';
import { DependencyGraph } from './analysis';
import { restricted, reversed, runInOrder } from './order';
import {
  createResource,
  deleteResource,
  StepContext,
  updateResource,
} from './resourceSteps';
import { changedProperties } from './specification';
import { Desired, Stack, StackResource } from './stack';

const REPLACEMENT =
  'Requested update requires the creation of a new physical resource; hence creating one.';

/** How to take back what an update did to one resource. */
type Undo =
  | { kind: 'created'; resource: StackResource }
  | { kind: 'replaced'; resource: StackResource; before: StackResource }
  | { kind: 'changed'; resource: StackResource; properties: Properties };

/** A physical resource that no logical one needs any more. */
type Leftover = { resource: StackResource; live: LiveResource };

/** Brings a stack to a new desired state, or back to the old one. */
export async function updateStack(
  context: StepContext,
  desired: Desired,
): Promise<void> {
  const { stack, services, signal } = context;
  const { identity } = services.account;
  const before = stack.desired!;
  const oldGraph = graphOf(stack, before, identity);
  const graph = graphOf(stack, desired, identity);
  const evaluator = evaluatorFor(stack, desired, identity);
  const undo: Undo[] = [];
  const leftovers: Leftover[] = [];
  const siblings = new AbortController();
  const steps = {
    ...context,
    signal: AbortSignal.any([signal, siblings.signal]),
  };

  const done = await runInOrder(graph, steps.signal, async logicalId => {
    const { type, properties } = desired.template.resources[logicalId];
    const ok = await step(
      steps,
      {
        logicalId,
        type,
        replacePolicy:
          desired.template.resources[logicalId].updateReplacePolicy,
      },
      () => evaluator.properties(properties),
      undo,
      leftovers,
    );
    if (!ok) siblings.abort();
    return ok;
  });
  if (signal.aborted) return;
  const outputs = done ? tryOutputs(context, desired) : undefined;
  if (!outputs) {
    await rollBack(context, before, undo);
    return;
  }
  stack.outputs = outputs;
  stack.desired = desired;
  stack.setStatus('UPDATE_COMPLETE_CLEANUP_IN_PROGRESS');
  await cleanUp(context, before, oldGraph, graph, leftovers);
  stack.setStatus('UPDATE_COMPLETE');
}

function tryOutputs({ stack, services }: StepContext, desired: Desired) {
  try {
    return outputsOf(stack, desired, services.account.identity);
  } catch {
    return undefined;
  }
}

async function step(
  context: StepContext,
  target: { logicalId: string; type: string; replacePolicy: string },
  resolve: () => Properties,
  undo: Undo[],
  leftovers: Leftover[],
): Promise<boolean> {
  const { stack } = context;
  const { logicalId, type } = target;
  const existing = stack.resources.get(logicalId);
  const live = existing?.live;
  if (!existing || !live) {
    const resource = { logicalId, type, status: '', at: new Date() };
    undo.push({ kind: 'created', resource });
    return createResource(context, resource, resolve);
  }
  let properties: Properties;
  try {
    properties = resolve();
  } catch (error) {
    stack.setResourceStatus(
      existing,
      'UPDATE_FAILED',
      (error as Error).message,
    );
    return false;
  }
  const changed = changedProperties(type, live.properties, properties);
  // Only the nested stack itself knows whether its template has changed.
  if (changed.length === 0 && type !== NESTED_STACK) return true;
  if (changed.every(property => property.recreation !== 'Always')) {
    undo.push({
      kind: 'changed',
      resource: existing,
      properties: live.properties,
    });
    return updateResource(context, existing, properties);
  }
  stack.setResourceStatus(existing, 'UPDATE_IN_PROGRESS', REPLACEMENT);
  const resource = { logicalId, type, status: '', at: new Date() };
  undo.push({ kind: 'replaced', resource, before: existing });
  if (target.replacePolicy !== 'Retain') {
    leftovers.push({ resource, live });
  }
  return createResource(context, resource, () => properties, 'UPDATE');
}

/** Deletes what replacements left and what the new template has no more. */
async function cleanUp(
  context: StepContext,
  before: Desired,
  oldGraph: DependencyGraph,
  graph: DependencyGraph,
  leftovers: Leftover[],
): Promise<void> {
  const { stack } = context;
  const old = new Map(leftovers.map(one => [one.resource.logicalId, one.live]));
  const going = (name: string) =>
    old.has(name) || (!graph.has(name) && stack.resources.has(name));
  const order = restricted(reversed(oldGraph), going);
  await runInOrder(order, context.signal, async name => {
    const resource = stack.resources.get(name)!;
    const live = old.get(name);
    if (live) {
      await deleteAside(context, resource, live);
      return true;
    }
    if (before.template.resources[name].deletionPolicy === 'Retain') {
      stack.setResourceStatus(resource, 'DELETE_SKIPPED');
    } else {
      await deleteResource(context, resource);
    }
    stack.resources.delete(name);
    return true;
  });
}

/** Deletes a former physical resource; the logical one keeps its state. */
async function deleteAside(
  context: StepContext,
  current: StackResource,
  live: LiveResource,
): Promise<void> {
  const former: StackResource = {
    ...current,
    physicalId: live.physicalId,
    live,
  };
  await deleteResource(context, former);
  context.stack.resources.set(current.logicalId, current);
}

async function rollBack(
  context: StepContext,
  before: Desired,
  undo: Undo[],
): Promise<void> {
  const { stack } = context;
  const failed = failedBecause(stack);
  stack.setStatus('UPDATE_ROLLBACK_IN_PROGRESS', failed);
  stack.desired = before;
  const obsolete: StackResource[] = [];
  const stuck: string[] = [];
  for (const one of [...undo].reverse()) {
    const { resource } = one;
    if (one.kind === 'created') {
      obsolete.push(resource);
    } else if (one.kind === 'changed') {
      if (!(await updateResource(context, resource, one.properties))) {
        stuck.push(resource.logicalId);
      }
    } else {
      stack.setResourceStatus(one.before, 'UPDATE_COMPLETE');
      obsolete.push(resource);
    }
  }
  if (stuck.length > 0) {
    stack.setStatus(
      'UPDATE_ROLLBACK_FAILED',
      `The following resource(s) failed to update: [${stuck.join(', ')}]. `,
    );
    return;
  }
  stack.setStatus('UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS');
  for (const resource of obsolete) {
    const current = stack.resources.get(resource.logicalId);
    await deleteResource(context, resource);
    if (current && current !== resource) {
      stack.resources.set(resource.logicalId, current);
    } else {
      stack.resources.delete(resource.logicalId);
    }
  }
  stack.setStatus('UPDATE_ROLLBACK_COMPLETE');
}

function failedBecause(stack: Stack): string {
  const named = (status: string) =>
    [...stack.resources.values()]
      .filter(resource => resource.status === status)
      .map(resource => resource.logicalId);
  const created = named('CREATE_FAILED');
  const updated = named('UPDATE_FAILED');
  return [
    created.length > 0
      ? `The following resource(s) failed to create: [${created.join(', ')}]. `
      : '',
    updated.length > 0
      ? `The following resource(s) failed to update: [${updated.join(', ')}]. `
      : '',
  ].join('');
}
