import { Durations } from '../cloudformation/Durations';
import { Faults } from '../cloudformation/Faults';
import { Scheduler } from '../events/Scheduler';
import { FunctionHost } from '../functions/FunctionHost';
import { SilentAddresses } from '../network/SilentAddresses';
import { addCertificate } from './certificate';
import {
  checkChange,
  checkDenials,
  checkDurations,
  checkFault,
  checkPlace,
  checkRequestFaults,
} from './checks';
import { changeResource, DriftContext, removeResource } from './drift';
import { Gate } from './gate';
import { addPool } from './ipamPool';
import { listSchedules } from './schedule';
import { share } from './share';

/** The state that the control calls read and change. */
export type ControlContext = DriftContext & {
  functions: FunctionHost;
  faults: Faults;
  gate: Gate;
  durations: Durations;
  scheduler: Scheduler;
  silent: SilentAddresses;
  info: () => Record<string, string>;
};

/** A control call. Receives a function that parses the body, and returns the response. */
export type Call = (context: ControlContext, body: () => unknown) => unknown;

/** The control calls by method and path. */
export const controlCalls: Record<string, Call> = {
  'GET /info': ({ info }) => info(),
  'GET /functions': ({ functions }) => ({ functions: functions.list() }),
  'GET /schedules': context => ({ schedules: listSchedules(context) }),
  'GET /faults': ({ faults }) => ({ faults: faults.list() }),
  'POST /faults': ({ faults }, body) => {
    faults.add(checkFault(body()));
    return { faults: faults.list() };
  },
  'DELETE /faults': ({ faults }) => {
    faults.clear();
    return { faults: [] };
  },
  'GET /request-faults': ({ gate }) => gate.faults.current,
  'PUT /request-faults': ({ gate }, body) => {
    gate.faults.set(checkRequestFaults(body()));
    return gate.faults.current;
  },
  'DELETE /request-faults': ({ gate }) => {
    gate.faults.clear();
    return {};
  },
  'GET /requests': ({ gate }) => ({ counts: gate.counts.all() }),
  'DELETE /requests': ({ gate }) => {
    gate.counts.reset();
    return { counts: {} };
  },
  'GET /denied-operations': ({ gate }) => gate.denials.all(),
  'PUT /denied-operations': ({ gate }, body) => {
    gate.denials.set(checkDenials(body()));
    return gate.denials.all();
  },
  'DELETE /denied-operations': ({ gate }) => {
    gate.denials.set({});
    return {};
  },
  'GET /durations': ({ durations }) => durations.all(),
  'PUT /durations': ({ durations }, body) => {
    durations.set(checkDurations(body()));
    return durations.all();
  },
  'DELETE /durations': ({ durations }) => {
    durations.set({});
    return {};
  },
  'POST /drift': (context, body) => {
    changeResource(context, checkChange(body()));
    return {};
  },
  'DELETE /drift': async (context, body) => {
    await removeResource(context, checkPlace(body()));
    return {};
  },
  'POST /shared': (context, body) => {
    share(context, body());
    return {};
  },
  'POST /ipam-pools': (context, body) => ({ id: addPool(context, body()) }),
  'POST /certificates': (context, body) => ({
    arn: addCertificate(context, body()),
  }),
  // For the form of the page, because HTML forms do not support DELETE.
  'POST /clear': ({ faults, gate }) => {
    faults.clear();
    gate.faults.clear();
    return {};
  },
};
