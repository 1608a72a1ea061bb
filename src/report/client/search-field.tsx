import { useEffect, useRef } from 'preact/hooks';

/** Milliseconds without a key before a search begins. */
const PAUSE = 150;

/** Text to look for in questions and answers. */
export function SearchField({ onText }: { onText: (text: string) => void }) {
  const timer = useRef<number | undefined>(undefined);
  useEffect(() => () => window.clearTimeout(timer.current), []);
  return (
    <label for="pair-search" class="search">
      <span>Words to look for</span>
      <input
        id="pair-search"
        type="search"
        autocomplete="off"
        spellcheck={false}
        onInput={(event) => {
          const text = event.currentTarget.value;
          window.clearTimeout(timer.current);
          timer.current = window.setTimeout(() => onText(text), PAUSE);
        }}
      />
    </label>
  );
}
