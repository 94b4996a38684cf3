import {
  type Entry,
  type Hop,
  pathOf,
} from '@private-serverless/backstage-plugin-private-api-common';
import { useTranslate } from '../../useTranslate';
import styles from './PathPicture.module.css';

/** An element of the picture: the caller, or a hop. */
type Stop = Hop | 'caller';

/** Hops inside the VPC. The picture frames them. */
const inVpc: ReadonlySet<Stop> = new Set(['load-balancer', 'vpc-endpoint']);

const width = 92;
const height = 32;
const gap = 18;
const margin = 8;
/** Space above the frame of a row for its label. */
const label = 16;

/** The path of a request. The targets of a load balancer are the endpoint, which the picture shows. */
function stopsOf(entry: Entry): Stop[] {
  return ['caller', ...pathOf(entry).filter(hop => hop !== 'target')];
}

/**
 * A picture of the path of a request from the caller to the function. Narrow containers show it from top to bottom.
 * @param props.entry - the entry whose path is shown
 */
export function PathPicture({ entry }: { entry: Entry }) {
  const t = useTranslate();
  const stops = stopsOf(entry);
  const name = (stop: Stop) =>
    stop === 'caller' ? t('pathPicture.caller') : t(`hop.${stop}`);
  return (
    <span
      role="img"
      aria-label={t('pathPicture.label', {
        path: stops.map(name).join(' → '),
      })}
      className={styles.picture}
    >
      {(['row', 'column'] as const).map(direction => (
        <Drawing
          key={direction}
          direction={direction}
          stops={stops}
          names={stops.map(name)}
          vpc={t('pathPicture.vpc')}
        />
      ))}
    </span>
  );
}

/** The picture in one direction. The style sheet shows the one that fits. */
function Drawing(props: {
  direction: 'row' | 'column';
  stops: Stop[];
  names: string[];
  vpc: string;
}) {
  const { direction, stops, names, vpc } = props;
  const isRow = direction === 'row';
  const at = (index: number) => ({
    x: margin + (isRow ? index * (width + gap) : 0),
    y: margin + (isRow ? label : index * (height + gap)),
  });
  const last = at(stops.length - 1);
  const size = {
    width: last.x + width + margin + (isRow ? 0 : 40),
    height: last.y + height + margin,
  };
  const framed = stops.flatMap((stop, index) =>
    inVpc.has(stop) ? [at(index)] : [],
  );
  const [first] = framed;
  const end = framed[framed.length - 1];
  return (
    <svg
      aria-hidden="true"
      className={styles[direction]}
      viewBox={`0 0 ${size.width} ${size.height}`}
      width={size.width}
      height={size.height}
    >
      {first && (
        <g className={styles.vpc}>
          <rect
            x={first.x - 6}
            y={first.y - 6}
            width={end.x - first.x + width + 12}
            height={end.y - first.y + height + 12}
            rx={6}
          />
          <text
            x={isRow ? first.x - 4 : first.x + width + 12}
            y={isRow ? first.y - 10 : first.y + height / 2 + 4}
          >
            {vpc}
          </text>
        </g>
      )}
      {stops.map((stop, index) => {
        const { x, y } = at(index);
        return (
          <g key={stop} className={styles.stop}>
            {index > 0 && (
              <line
                x1={isRow ? x - gap : x + width / 2}
                y1={isRow ? y + height / 2 : y - gap}
                x2={isRow ? x : x + width / 2}
                y2={isRow ? y + height / 2 : y}
              />
            )}
            <rect x={x} y={y} width={width} height={height} rx={4} />
            <text x={x + width / 2} y={y + height / 2 + 4}>
              {names[index]}
            </text>
          </g>
        );
      })}
    </svg>
  );
}
