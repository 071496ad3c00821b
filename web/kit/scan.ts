import wasm from 'zxing-wasm/reader/zxing_reader.wasm?url'

type Format = 'qr_code' | 'code_128' | 'code_39'

/** The texts of the codes in a picture. The reader comes from our own pages, and only when somebody scans. */
export async function codesIn(image: ImageBitmapSource, formats: Format[] = ['qr_code']): Promise<string[]> {
  const { BarcodeDetector, prepareZXingModule } = await import('barcode-detector/ponyfill')
  prepareZXingModule({ overrides: { locateFile: () => wasm } })
  const found = await new BarcodeDetector({ formats }).detect(image)
  return found.map(({ rawValue }) => rawValue)
}
