/** How long a film lasts, in seconds, as this browser finds it; null where it cannot play it or is not told. */
export function secondsOf(file: Blob): Promise<number | null> {
  const film = document.createElement('video')
  const address = URL.createObjectURL(file)
  film.preload = 'metadata'
  return new Promise<number | null>((resolve) => {
    film.onloadedmetadata = () => resolve(Number.isFinite(film.duration) ? film.duration : null)
    film.onerror = () => resolve(null)
    film.src = address
  }).finally(() => URL.revokeObjectURL(address))
}
