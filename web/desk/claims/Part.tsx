/** A part of a case under its heading. */
export const Part = ({ title, children }: { title: string; children: React.ReactNode }) => (
  <section>
    <h2 className="part">{title}</h2>
    {children}
  </section>
)
