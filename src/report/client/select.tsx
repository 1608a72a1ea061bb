/** One choice of several, with its label above it. */
export function Select(props: {
  id: string;
  label: string;
  options: readonly { value: string; label: string }[];
  value: string;
  onValue: (value: string) => void;
}) {
  const { id, label, options, value, onValue } = props;
  return (
    <label for={`pair-${id}`}>
      <span>{label}</span>
      <select id={`pair-${id}`} value={value} onChange={(event) => onValue(event.currentTarget.value)}>
        {options.map((option) => (
          <option key={option.value} value={option.value} selected={option.value === value}>
            {option.label}
          </option>
        ))}
      </select>
    </label>
  );
}
