import { EntityProvider } from '@backstage/plugin-catalog-react';
import { TestApiProvider } from '@backstage/test-utils';
import type {
  HealthView,
  ProofList,
} from '@private-serverless/backstage-plugin-private-api-common';
import type { ReactNode } from 'react';
import { apiWith } from '../src/__testUtils__/apiWith';
import { type PrivateApiApi, privateApiApiRef } from '../src/api/PrivateApiApi';
import { Dashboard } from '../src/components/Dashboard/Dashboard';
import { HealthCard } from '../src/components/HealthCard/HealthCard';
import { HealthTab } from '../src/components/HealthTab/HealthTab';
import { ProofSection } from '../src/components/Proof/ProofSection';
import {
  albStackTls,
  noMatchCounts,
  noTargetCounts,
  noTargets,
  now,
  orders,
  proofs,
  target,
  readiness,
  secondPage,
  targetId,
  targetList,
  unreadStackList,
  views,
} from './fixtures';

/** A part of the plugin with the responses of one state. */
function State(props: {
  title: string;
  api: Partial<PrivateApiApi>;
  children: ReactNode;
}) {
  const { title, api, children } = props;
  return (
    <section style={{ minWidth: 0 }}>
      <h2 style={{ color: 'var(--bui-fg-primary)', fontSize: '1rem' }}>
        {title}
      </h2>
      <TestApiProvider apis={[[privateApiApiRef, apiWith(api)]]}>
        <EntityProvider entity={orders}>{children}</EntityProvider>
      </TestApiProvider>
    </section>
  );
}

const fail = async () => {
  throw new Error('connect ECONNREFUSED');
};
const never = () => new Promise<never>(() => {});

const cards: Record<string, Partial<PrivateApiApi>> = {
  loading: { health: never },
  unavailable: { health: fail },
  ...Object.fromEntries(
    Object.entries<HealthView>(views).map(([name, view]) => [
      name,
      { health: async () => view },
    ]),
  ),
};

const dashboards: Record<string, Partial<PrivateApiApi>> = {
  listed: {
    targets: async ({ cursor }) => (cursor ? secondPage : targetList),
    readiness: async id =>
      id === 'dev' ? readiness.notReady : readiness.ready,
  },
  loading: { targets: never, targetCounts: never },
  unavailable: { targets: fail, targetCounts: fail, vantages: fail },
  empty: {
    targets: async () => noTargets,
    targetCounts: async () => noTargetCounts,
  },
  noMatch: {
    targets: async () => noTargets,
    targetCounts: async () => noMatchCounts,
  },
};

const tabs: Record<string, Partial<PrivateApiApi>> = {
  data: { health: async () => albStackTls },
  loading: { health: never },
  partsFailed: { history: fail, transitions: fail, stacks: fail },
  unread: { stacks: async () => unreadStackList },
  notDeployed: { health: async () => views.noAnnotation },
};

const proofStates: Record<string, Partial<PrivateApiApi>> = {
  loading: { proofs: never },
  failed: { proofs: fail },
  ...Object.fromEntries(
    Object.entries<ProofList>(proofs).map(([name, list]) => [
      name,
      { proofs: async () => list },
    ]),
  ),
};

const parts = {
  card: { states: cards, element: <HealthCard /> },
  tab: { states: tabs, element: <HealthTab /> },
  proof: {
    states: proofStates,
    element: (
      <ProofSection
        entityRef="component:default/orders"
        target={target({ targetId })}
        now={now}
      />
    ),
  },
  dashboard: { states: dashboards, element: <Dashboard /> },
};

/** Every state of card, tab, privacy proof and dashboard. */
export function States({ show }: { show?: string }) {
  const shown = Object.entries(parts).filter(
    ([part]) => show === undefined || part === show,
  );
  return (
    <main
      style={{
        padding: 16,
        background: 'var(--bui-bg-app)',
        minHeight: '100vh',
      }}
    >
      {shown.map(([part, { states, element }]) => (
        <div
          key={part}
          style={{
            display: 'grid',
            gap: 24,
            gridTemplateColumns:
              part === 'card'
                ? 'repeat(auto-fit, minmax(min(100%, 28rem), 1fr))'
                : 'minmax(0, 1fr)',
          }}
        >
          {Object.entries(states).map(([name, api]) => (
            <State key={name} title={`${part}: ${name}`} api={api}>
              {element}
            </State>
          ))}
        </div>
      ))}
    </main>
  );
}
