import newer from './newer.json';
import properties from './properties.json';

/** What a value of a property, or its absence, means for exposure. `depends`: more than the property decides. */
export type Meaning = 'private' | 'public' | 'depends';

/** A property that decides whether a resource is exposed. */
export type Switch = {
  /** Names of nested properties, separated by dots, without the items of lists. */
  path: string;
  /** Values that keep the resource private. Absent if the presence of the property counts. */
  private?: readonly (string | boolean)[];
  /** Values that expose the resource. */
  public?: readonly (string | boolean)[];
  /** What the presence of the property means, whatever its value. */
  present?: Meaning;
  /** What the absence of the property means. */
  absent: Meaning;
  /** The switch counts only if this parent property is present. @defaultValue always */
  within?: string;
  /** The severity of a finding, if it differs from that of the rule. */
  severity?: 'M';
};

/** A type that a rule rejects or wants declared, whatever its properties say. */
export type Presence = { why: string; severity?: 'M' };

/** A property that holds a policy, or names who is admitted. */
export type PolicyPath = { path: string };

/** What the census names for one rule, by type in lower case. */
export type RuleCensus = {
  presence: ReadonlyMap<string, Presence>;
  switches: ReadonlyMap<string, readonly Switch[]>;
  /** The properties that name the resources to which a resource of the type is attached. */
  attachments: ReadonlyMap<string, readonly string[]>;
  policies: ReadonlyMap<string, readonly PolicyPath[]>;
};

type Entry = { rule: string };
type Data = {
  presence: Record<string, Entry & Presence>;
  attachments: Record<string, Entry & { properties: string[] }>;
  exposure: Record<
    string,
    Record<string, string | (Entry & Omit<Switch, 'path'>)>
  >;
  policies: Record<string, Record<string, string>>;
};

const data = properties as unknown as Data;
const presence: Data['presence'] = { ...data.presence, ...newer.presence };
const known = new Map<string, RuleCensus>();

/** What the census says that a rule looks at. The data file is read once for each rule. */
export function censusOf(rule: string): RuleCensus {
  const found = known.get(rule) ?? read(rule);
  known.set(rule, found);
  return found;
}

function read(rule: string): RuleCensus {
  return {
    presence: new Map(
      Object.entries(presence).flatMap(([type, entry]) =>
        entry.rule === rule ? [[type.toLowerCase(), entry] as const] : [],
      ),
    ),
    attachments: new Map(
      Object.entries(data.attachments).flatMap(([type, entry]) =>
        entry.rule === rule
          ? [[type.toLowerCase(), entry.properties] as const]
          : [],
      ),
    ),
    switches: byType(data.exposure, paths => {
      const switches = Object.entries(paths).flatMap(([path, entry]) =>
        typeof entry === 'object' && entry.rule === rule
          ? [{ path, ...entry }]
          : [],
      );
      // Nested properties decide about a property whose presence alone does not.
      return switches.filter(
        one =>
          one.present !== 'depends' ||
          !switches.some(({ path }) => path.startsWith(`${one.path}.`)),
      );
    }),
    policies: byType(data.policies, paths =>
      Object.entries(paths).flatMap(([path, entry]) =>
        entry === rule ? [{ path }] : [],
      ),
    ),
  };
}

function byType<T, R>(
  section: Record<string, T>,
  select: (entries: T) => R[],
): Map<string, readonly R[]> {
  return new Map(
    Object.entries(section).flatMap(([type, entries]) => {
      const selected = select(entries);
      return selected.length > 0
        ? [[type.toLowerCase(), selected] as const]
        : [];
    }),
  );
}
