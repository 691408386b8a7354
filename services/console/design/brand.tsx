// The mark and the word: two columns and a bridge on the Hounsfield scale, dark air to bright bone.

/** The product's name with its mark. */
export const Brand = ({ label = 'Hounsfield' }: { label?: string }) => (
  <span className="brand">
    <svg className="brand-mark" viewBox="0 0 32 32" aria-hidden="true">
      <defs>
        <linearGradient id="hu-scale" x1="0" y1="1" x2="0" y2="0">
          <stop offset="0" stopColor="#0f4450" />
          <stop offset="0.55" stopColor="#35a0b6" />
          <stop offset="1" stopColor="#eefafb" />
        </linearGradient>
      </defs>
      <rect width="32" height="32" rx="8" fill="#0a3039" />
      <rect x="8" y="6.5" width="5" height="19" rx="2.5" fill="url(#hu-scale)" />
      <rect x="19" y="6.5" width="5" height="19" rx="2.5" fill="url(#hu-scale)" />
      <rect x="12" y="14.2" width="8" height="3.6" rx="1.2" fill="#35a0b6" />
    </svg>
    <span className="brand-word">{label}</span>
  </span>
);
