import { Account } from '../account/Account';
import { Fault } from '../cloudformation/Faults';
import { Stack } from '../cloudformation/Stack';
import { FunctionState } from '../functions/types';
import { SilentAddresses } from '../network/SilentAddresses';
import { escapeXml } from '../protocol/xml';
import { networkTables } from './networkTables';
import { button, row, table } from './pageTables';
import { ScheduleState } from './schedule';
import { RequestFaultSettings } from './RequestFaults';

const styleSheet = `
  :root { color-scheme: light dark; font: 1rem/1.5 system-ui, sans-serif; }
  body { max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
  table { border-collapse: collapse; width: 100%; margin-bottom: 2rem; }
  caption { text-align: left; font-size: 1.25rem; font-weight: 600; }
  th, td { text-align: left; padding: .4rem .8rem .4rem 0; border-bottom: 1px solid; overflow-wrap: anywhere; }
  button { font: inherit; padding: .2rem .8rem; }
  dt { font-weight: 600; }
  dd { margin: 0 0 .5rem; overflow-wrap: anywhere; }`;

/** Labels of the addresses, by the field of `GET /_sandbox/info`. */
const labels: Record<string, string> = {
  endpointUrl: 'AWS endpoint',
  resolver: 'DNS resolver',
  connectProxy: 'CONNECT proxy',
  caFile: 'CA certificate',
  accountId: 'Account ID',
  region: 'Region',
};

function functionRow({ name, state }: FunctionState): string {
  const [label, verb] =
    state === 'running' ? ['Stop', 'stop'] : ['Start', 'start'];
  return row(name, [state], button(label, ['functions', name, verb], name));
}

function scheduleRow({ name, expression, state }: ScheduleState): string {
  const action =
    state === 'ENABLED' ? button('Run', ['schedules', name, 'run'], name) : '';
  return row(name, [expression, state], action);
}

function stackRow({ name, status, statusReason }: Stack): string {
  return row(name, [status, statusReason ?? '']);
}

function faultRow(fault: Fault): string {
  return row(fault.stackName, [fault.logicalId, fault.operation, fault.reason]);
}

/** The active faults and the button that removes them. Empty if there are none. */
function activeFaults(
  faults: Fault[],
  requestFaults: RequestFaultSettings,
): string {
  const requests = Object.entries(requestFaults);
  if (faults.length === 0 && requests.length === 0) return '';
  const heads = ['Stack', 'Resource', 'Operation', 'Reason'];
  const list = requests
    .map(
      ([name, value]) =>
        `<dt>${escapeXml(name)}</dt><dd>${escapeXml(String(value))}</dd>`,
    )
    .join('');
  return `<section aria-labelledby="faults"><h2 id="faults">Active faults</h2>
${
  faults.length > 0 ? table('Resource faults', heads, faults.map(faultRow)) : ''
}
${list && `<h3>Request faults</h3><dl>${list}</dl>`}
<form method="post" action="/_sandbox/clear"><button>Remove all faults</button></form></section>`;
}

/** Renders the page of the sandbox: faults, functions, schedules, network, stacks, addresses. */
export function renderPage(o: {
  stacks: Stack[];
  functions: FunctionState[];
  schedules: ScheduleState[];
  faults: Fault[];
  requestFaults: RequestFaultSettings;
  account: Account;
  silent: SilentAddresses;
  info: Record<string, string>;
}): string {
  const facts = Object.entries(o.info)
    .map(
      ([key, value]) =>
        `<dt>${escapeXml(labels[key] ?? key)}</dt><dd>${escapeXml(value)}</dd>`,
    )
    .join('');
  return `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Sandbox</title><style>${styleSheet}</style></head>
<body><main>
<h1>Sandbox</h1>
<p>A local AWS. Stop a function to see how a failing service is displayed in Backstage.</p>
${activeFaults(o.faults, o.requestFaults)}
${table('Functions', ['Name', 'State', 'Action'], o.functions.map(functionRow))}
${table(
  'Schedules',
  ['Name', 'Rate', 'State', 'Action'],
  o.schedules.map(scheduleRow),
)}
${networkTables(o.account, o.silent)}
${table('Stacks', ['Name', 'Status', 'Reason'], o.stacks.map(stackRow))}
<h2>Addresses</h2><dl>${facts}</dl>
</main></body></html>`;
}
