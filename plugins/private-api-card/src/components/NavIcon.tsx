/** A lock on a network path, for the navigation. It has the size and color of the text, as icons of Backstage do. */
export function NavIcon() {
  return (
    <svg
      aria-hidden="true"
      width="1em"
      height="1em"
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      strokeWidth={2}
    >
      <rect x={7} y={11} width={10} height={8} rx={1} />
      <path d="M9 11V8a3 3 0 0 1 6 0v3M2 15h5M17 15h5" />
    </svg>
  );
}
