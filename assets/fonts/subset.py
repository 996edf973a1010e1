"""Makes Stadttor's two web fonts from the Fira Sans that KERN ships. Run by hand, rarely; the results are committed in `assets/static/fonts`.

    python3 assets/fonts/subset.py

Needs the shared libraries FreeType, HarfBuzz (with subset) and Brotli, as Debian installs them with libfreetype6,
libharfbuzz-subset0 and libbrotli1. Only the letters of European names (DIN 91379: Latin, its marks), figures and
punctuation stay; hints go. The result is a modified version under the OFL, so it does not bear the reserved name.
"""
import ctypes as C
import pathlib
import struct

ft, hb = C.CDLL('libfreetype.so.6'), C.CDLL('libharfbuzz.so.0')
subset, brotli = C.CDLL('libharfbuzz-subset.so.0'), C.CDLL('libbrotlienc.so.1')
HERE = pathlib.Path(__file__).resolve().parent
SOURCE = HERE.parent.parent / 'node_modules/@kern-ux/native/dist/fonts/fira-sans'
WEIGHTS = {'Regular': (400, 'stadttor-sans-400'), 'SemiBold': (600, 'stadttor-sans-600')}
LETTERS = [*range(0x20, 0x7F), *range(0xA0, 0x180), *range(0x1CD, 0x1DD), *range(0x1E6, 0x1ED), *range(0x218, 0x21C), *range(0x1E00, 0x1F00), 0x2BC, 0x300, 0x301, 0x302, 0x303, 0x304, 0x306,
           0x307, 0x308, 0x30A, 0x30B, 0x30C, 0x323, 0x326, 0x327, 0x328, 0x2010, 0x2011, 0x2013, 0x2014, 0x2018, 0x2019, 0x201A, 0x201C,
           0x201D, 0x201E, 0x2020, 0x2022, 0x2026, 0x202F, 0x2030, 0x2032, 0x2033, 0x2039, 0x203A, 0x20AC, 0x2116, 0x2122, 0x2190, 0x2192, 0x2212, 0x2260, 0x2264, 0x2265]
FEATURES = ['kern', 'mark', 'mkmk', 'ccmp', 'locl', 'tnum', 'lnum']

P = C.c_void_p
for lib, name, result, args in [
    (ft, 'FT_Sfnt_Table_Info', C.c_int, [P, C.c_uint, P, C.POINTER(C.c_ulong)]),
    (ft, 'FT_Load_Sfnt_Table', C.c_int, [P, C.c_ulong, C.c_long, P, C.POINTER(C.c_ulong)]),
    (hb, 'hb_blob_create', P, [C.c_char_p, C.c_uint, C.c_int, P, P]), (hb, 'hb_face_create', P, [P, C.c_uint]),
    (hb, 'hb_face_reference_blob', P, [P]), (hb, 'hb_blob_get_data', P, [P, C.POINTER(C.c_uint)]),
    (hb, 'hb_set_add', None, [P, C.c_uint]), (hb, 'hb_set_clear', None, [P]),
    (subset, 'hb_subset_input_create_or_fail', P, []), (subset, 'hb_subset_input_unicode_set', P, [P]),
    (subset, 'hb_subset_input_set', P, [P, C.c_int]), (subset, 'hb_subset_input_set_flags', None, [P, C.c_uint]),
    (subset, 'hb_subset_or_fail', P, [P, P]),
]:
    function = getattr(lib, name)
    function.restype, function.argtypes = result, args

KNOWN = ('cmap head hhea hmtx maxp name OS/2 post cvt_ fpgm glyf loca prep CFF_ VORG EBDT EBLC gasp hdmx kern LTSH PCLT VDMX vhea vmtx '
        'BASE GDEF GPOS GSUB').split(' ')
TAGS = [name.replace('_', ' ') for name in KNOWN]


def tag(text):
    return struct.unpack('>I', text.encode().ljust(4))[0]


def read_woff2(path):
    library, face, count = P(), P(), C.c_ulong()
    assert ft.FT_Init_FreeType(C.byref(library)) == 0
    assert ft.FT_New_Face(library, str(path).encode(), 0, C.byref(face)) == 0
    ft.FT_Sfnt_Table_Info(face, 0, None, C.byref(count))
    tables = {}
    for at in range(count.value):
        name, length = C.c_ulong(), C.c_ulong()
        ft.FT_Sfnt_Table_Info(face, at, C.byref(name), C.byref(length))
        buffer = C.create_string_buffer(length.value)
        assert ft.FT_Load_Sfnt_Table(face, name.value, 0, buffer, C.byref(length)) == 0
        tables[struct.pack('>I', name.value).decode()] = buffer.raw[:length.value]
    return tables


def sfnt(tables):
    names = sorted(tables)
    offset = 12 + 16 * len(names)
    directory, body = b'', b''
    for name in names:
        data = tables[name]
        directory += name.encode() + struct.pack('>III', 0, offset + len(body), len(data))
        body += data + bytes(-len(data) % 4)
    return struct.pack('>IHHHH', 0x00010000, len(names), 0, 0, 0) + directory + body


def tables_of(font):
    count = struct.unpack('>H', font[4:6])[0]
    entries = [struct.unpack('>4sIII', font[12 + 16 * i:28 + 16 * i]) for i in range(count)]
    return {name.decode(): font[offset:offset + length] for name, _, offset, length in entries}


def cut(font):
    face = hb.hb_face_create(hb.hb_blob_create(font, len(font), 0, None, None), 0)
    wish = subset.hb_subset_input_create_or_fail()
    subset.hb_subset_input_set_flags(wish, 1)
    for letter in LETTERS:
        hb.hb_set_add(subset.hb_subset_input_unicode_set(wish), letter)
    features = subset.hb_subset_input_set(wish, 6)
    hb.hb_set_clear(features)
    for feature in FEATURES:
        hb.hb_set_add(features, tag(feature))
    result, length = subset.hb_subset_or_fail(face, wish), C.c_uint()
    data = hb.hb_blob_get_data(hb.hb_face_reference_blob(result), C.byref(length))
    return tables_of(C.string_at(data, length.value))


def name_table(style):
    family = 'Stadttor Sans'
    texts = {0: 'Digitized data copyright (c) 2012-2015, The Mozilla Foundation and Telefonica S.A.', 1: f'{family} {style}', 2: 'Regular',
             4: f'{family} {style}', 5: 'Version 4.106; subset', 6: f'StadttorSans-{style}',
             13: 'Licensed under the Open Font License, version 1.1 or later', 14: 'http://scripts.sil.org/OFL'}
    records, storage = b'', b''
    for key, text in texts.items():
        raw = text.encode('utf-16-be')
        records += struct.pack('>6H', 3, 1, 0x409, key, len(raw), len(storage))
        storage += raw
    return struct.pack('>HHH', 0, len(texts), 6 + len(records)) + records + storage


def base128(value):
    parts = [value & 0x7F]
    while value := value >> 7:
        parts.insert(0, value & 0x7F | 0x80)
    return bytes(parts)


def woff2(tables):
    order = sorted(tables, key=lambda name: {'glyf': (1, 0), 'loca': (1, 1)}.get(name, (0, TAGS.index(name))))
    directory = b''
    for name in order:
        # Transform version 3 of glyf and loca is "none": plain tables, compressed.
        directory += bytes([TAGS.index(name) | (0xC0 if name in ('glyf', 'loca') else 0)]) + base128(len(tables[name]))
    body = b''.join(tables[name] for name in order)
    size = C.c_size_t(len(body) + 1024)
    out = C.create_string_buffer(size.value)
    assert brotli.BrotliEncoderCompress(11, 24, 2, C.c_size_t(len(body)), body, C.byref(size), out)
    packed = out.raw[:size.value]
    total = 48 + len(directory) + len(packed)
    padding = -total % 4
    plain = 12 + 16 * len(order) + sum(len(tables[name]) + (-len(tables[name]) % 4) for name in order)
    head = struct.pack('>4sIIHHIIHHIIIII', b'wOF2', 0x00010000, total + padding, len(order), 0, plain, len(packed), 4, 106, 0, 0, 0, 0, 0)
    return head + directory + packed + bytes(padding)


for style, (weight, name) in WEIGHTS.items():
    tables = cut(sfnt(read_woff2(SOURCE / f'FiraSans-{style}.woff2')))
    tables['name'] = name_table(style)
    target = HERE.parent / 'static/fonts' / f'{name}.woff2'
    target.write_bytes(woff2(tables))
    print(f'{target.name}: {target.stat().st_size} bytes', {key: len(value) for key, value in tables.items()})
