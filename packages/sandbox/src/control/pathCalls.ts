import { Call, ControlContext } from './calls';
import { expireCertificate, renewCertificate } from './certificate';
import { ControlError } from './checks';
import { deleteListener, startAddress, stopAddress } from './loadBalancers';
import {
  associateZone,
  disassociateZone,
  replaceEndpointInterfaces,
} from './network';
import { runSchedule } from './schedule';

/** A call whose path names a resource, so that a form of the page can make it. */
type PathCall = {
  path: RegExp;
  /** @param names - the groups of the path, decoded */
  run(context: ControlContext, names: string[]): unknown;
};

const pathCalls: PathCall[] = [
  {
    path: /^\/functions\/([^/]+)\/stop$/,
    run({ functions }, [name]) {
      functions.stop(name);
      return { functions: functions.list() };
    },
  },
  {
    path: /^\/functions\/([^/]+)\/start$/,
    run({ functions }, [name]) {
      functions.start(name);
      return { functions: functions.list() };
    },
  },
  {
    path: /^\/schedules\/([^/]+)\/run$/,
    run: async (context, [name]) => {
      await runSchedule(context, name);
      return {};
    },
  },
  {
    path: /^\/endpoints\/([^/]+)\/replace-interfaces$/,
    run: (context, [id]) => ({
      addresses: replaceEndpointInterfaces(context, id),
    }),
  },
  {
    path: /^\/certificates\/([^/]+)\/expire$/,
    run(context, [arn]) {
      expireCertificate(context, arn);
      return {};
    },
  },
  {
    path: /^\/certificates\/([^/]+)\/renew$/,
    run(context, [arn]) {
      renewCertificate(context, arn);
      return {};
    },
  },
  {
    path: /^\/zones\/([^/]+)\/vpcs\/([^/]+)\/disassociate$/,
    run(context, [hostedZoneId, vpcId]) {
      disassociateZone(context, { hostedZoneId, vpcId });
      return {};
    },
  },
  {
    path: /^\/zones\/([^/]+)\/vpcs\/([^/]+)\/associate$/,
    run(context, [hostedZoneId, vpcId]) {
      associateZone(context, { hostedZoneId, vpcId });
      return {};
    },
  },
  {
    path: /^\/addresses\/([^/]+)\/stop$/,
    run(context, [address]) {
      stopAddress(context, address);
      return {};
    },
  },
  {
    path: /^\/addresses\/([^/]+)\/start$/,
    run(context, [address]) {
      startAddress(context, address);
      return {};
    },
  },
  {
    path: /^\/listeners\/([^/]+)\/delete$/,
    run: async (context, [arn]) => {
      await deleteListener(context, arn);
      return {};
    },
  },
];

/** The call that a request such as `POST /functions/{name}/stop` means. Undefined for every other one. */
export function pathCall(name: string): Call | undefined {
  const [method, path = ''] = name.split(' ');
  const found = pathCalls.find(one => one.path.test(path));
  if (method !== 'POST' || !found) return undefined;
  const [, ...names] = found.path.exec(path)!;
  return context => found.run(context, names.map(decode));
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new ControlError(400, `'${text}' is not valid percent-encoding`);
  }
}
