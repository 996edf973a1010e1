import type { VNode } from 'preact';

/** Stadttor's mark: a gatehouse with three merlons; the open arch is the light. Drawn for this project (EUPL-1.2). */
export const markWalls = 'M3 3h7v5h5V3h10v5h5V3h7v13l-2 2v19H27V25a7 7 0 0 0-14 0v12H5V18l-2-2z';
export const markLight = 'M15.5 37V25a4.5 4.5 0 0 1 9 0v12z';

export function GateMark(): VNode {
  return (
    <svg class="st-mark" viewBox="0 0 40 40" aria-hidden="true" focusable="false">
      <path class="st-mark__walls" d={markWalls} />
      <path class="st-mark__light" d={markLight} />
    </svg>
  );
}

/** Through the open gate: the city in the evening light. For the opening band of the home page; decorative. */
export function CityLine(): VNode {
  return (
    <svg class="st-cityline" viewBox="0 0 480 420" aria-hidden="true" focusable="false">
      <clipPath id="tor">
        <path d="M70 420V226a170 170 0 0 1 340 0v194z" />
      </clipPath>
      <path class="st-cityline__stone" d="M34 420V226a206 206 0 0 1 412 0v194z" />
      <path class="st-cityline__joint" d="M410 226L446 226M404 182L439 173M387 141L418 123M360 106L386 80M325 79L343 48M284 62L293 27M240 56L240 20M196 62L187 27M155 79L137 48M120 106L94 80M93 141L62 123M76 182L41 173M70 226L34 226M34 290h36M410 290h36M34 354h36M410 354h36" />
      <g clip-path="url(#tor)">
        <path class="st-cityline__sky" d="M60 40h360v290H60z" />
        <circle class="st-cityline__sun" cx="318" cy="170" r="44" />
        <path class="st-cityline__far" d="M60 350V262h24v-30l20-26 20 26v20h16V164l4-14 12-50 12 50 4 14v20h26v-20l4-14 12-50 12 50 4 14v102h24v-22l22-22 22 22v6h30v-68l5-6v-18l11-42 11 42v18l5 6v68h26v-20l18-20 18 20v88z" />
        <path class="st-cityline__near" d="M60 420V322h20l26-30 26 30h14v-38l6-6h36l6 6v42h22v-18l30-34 30 34v18h16v-46h44v30h16l26-28 26 28h20v110z" />
        <path class="st-cityline__windows" d="M96 334h9v14h-9zM112 334h9v14h-9zM160 300h10v14h-10zM182 300h10v14h-10zM160 328h10v14h-10zM236 322h9v14h-9zM256 322h9v14h-9zM312 300h9v14h-9zM330 300h9v14h-9zM370 330h9v14h-9z" />
        <path class="st-cityline__ground" d="M60 420v-44c60-16 120-22 180-22s120 6 180 22v44z" />
        <path class="st-cityline__way" d="M196 420c6-26 24-44 24-66h40c0 22 18 40 24 66z" />
      </g>
    </svg>
  );
}
