import { Properties } from '../account/account';
import { Fault } from '../cloudformation/faults';
import { FunctionState } from '../functions/functionHost';
import {
  checkChange,
  checkDurations,
  checkFault,
  checkPlace,
  checkRequestFaults,
  Place,
} from './checks';
import { changeResource, removeResource } from './drift';
import { RequestFaultSettings } from './requestFaults';
import { ControlContext } from './service';

/**
 * The control calls in process: the same as over HTTP. All throw for bad
 * input, naming the field, the value and the fix.
 */
export type SandboxControl = {
  /** Throws for an unknown name, and names the known ones. */
  stopFunction(name: string): void;
  startFunction(name: string): void;
  listFunctions(): FunctionState[];
  /** Makes the next operation on a resource fail. */
  addFault(fault: Omit<Fault, 'operation'> & Partial<Fault>): void;
  clearFaults(): void;
  /** Bad days of the API; in place of the former settings. `{}`: none. */
  setRequestFaults(settings: RequestFaultSettings): void;
  clearRequestFaults(): void;
  /** API requests by operation since the start or the last reset. */
  requestCounts(): Record<string, number>;
  resetRequestCounts(): void;
  /** How long the whole work on resources takes: by logical id, type or `*`. */
  setDurations(milliseconds: Record<string, number>): void;
  /** Changes live properties behind a stack's back; null removes one. */
  changeResource(change: Place & { properties: Properties }): void;
  /** Removes a live resource behind a stack's back. */
  removeResource(place: Place): Promise<void>;
};

/** Binds the control calls to a running sandbox. */
export function createControl(context: ControlContext): SandboxControl {
  const { functions, faults, gate, durations } = context;
  return {
    stopFunction: name => functions.stop(name),
    startFunction: name => functions.start(name),
    listFunctions: () => functions.list(),
    addFault: fault => faults.add(checkFault(fault)),
    clearFaults: () => faults.clear(),
    setRequestFaults: settings => gate.faults.set(checkRequestFaults(settings)),
    clearRequestFaults: () => gate.faults.clear(),
    requestCounts: () => gate.counts.all(),
    resetRequestCounts: () => gate.counts.reset(),
    setDurations: milliseconds => durations.set(checkDurations(milliseconds)),
    changeResource: change => changeResource(context, checkChange(change)),
    removeResource: place => removeResource(context, checkPlace(place)),
  };
}
