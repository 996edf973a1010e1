/** What can be said of a measure, a goal, a project or a whole plan. The words are in locales, the shapes in web/shapes.tsx. */
export const states = ['planned', 'running', 'done', 'postponed', 'reduced', 'merged', 'overtaken', 'stopped', 'unknown'] as const;
export type State = (typeof states)[number];

/** Five different ways not to come about as planned. Each needs reason, date and who decided. */
export const brokenStates = ['stopped', 'postponed', 'reduced', 'merged', 'overtaken'] as const satisfies readonly State[];

export const isBroken = (state: State): boolean => (brokenStates as readonly State[]).includes(state);
