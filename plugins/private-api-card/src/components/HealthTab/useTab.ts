import type {
  HealthView,
  TargetView,
  VantageView,
} from '@private-serverless/backstage-plugin-private-api-common';
import { useCallback, useMemo } from 'react';
import { useSearchParams } from 'react-router-dom';
import { worstVantage } from '../HealthCard/Target';
import { type Period, periods, type Range } from './period';

/** What the tab shows. All of it is in the URL. */
export type TabChoice = {
  /** Absent: the backend does not know the target. */
  target?: TargetView;
  vantage?: VantageView;
  period: Period;
  /** A part of the period. */
  zoom?: Range;
};

/** Changes the choice. `undefined` removes a parameter from the URL. */
export type Choose = (
  change: Partial<
    Record<'target' | 'vantage' | 'period' | 'from' | 'to', string | undefined>
  >,
) => void;

function zoomOf(from: string | null, to: string | null): Range | undefined {
  const range = { from: Date.parse(from ?? ''), to: Date.parse(to ?? '') };
  return range.to > range.from ? range : undefined;
}

/** The id of a target in the URL. A backend of version 0.2.0 sends no short one. */
export const idOf = (target: TargetView): string =>
  target.targetId ?? target.id;

/** The target, vantage and period that the URL asks for. Otherwise the worst target and vantage. */
export function useTab(view: HealthView | undefined): [TabChoice, Choose] {
  const [search, setSearch] = useSearchParams();
  const text = search.toString();
  const choice = useMemo<TabChoice>(() => {
    const asked = new URLSearchParams(text);
    const targets = view?.targets ?? [];
    const target =
      targets.find(one => idOf(one) === asked.get('target')) ??
      targets.find(({ state }) => state === view?.state) ??
      targets[0];
    const vantage =
      target?.vantages.find(({ id }) => id === asked.get('vantage')) ??
      (target && worstVantage(target));
    const period = asked.get('period') as Period;
    return {
      target,
      vantage,
      period: Object.hasOwn(periods, period) ? period : '24h',
      zoom: zoomOf(asked.get('from'), asked.get('to')),
    };
  }, [text, view]);

  const choose = useCallback<Choose>(
    change => {
      const next = new URLSearchParams(text);
      for (const [name, value] of Object.entries(change)) {
        if (value === undefined) next.delete(name);
        else next.set(name, value);
      }
      setSearch(next);
    },
    [text, setSearch],
  );
  return [choice, choose];
}
