package io.tapmesh.embedded.clickhouse.engine;

import com.sun.jna.Pointer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Where a loaded 64-bit ELF library keeps the addresses of the functions that it imports. Reads the
 * dynamic section in memory; the layout is that of the System V ABI (gABI, chapter 5).
 */
final class ElfImports {

  private static final int PT_DYNAMIC = 2;
  private static final int DT_PLTRELSZ = 2;
  private static final int DT_STRTAB = 5;
  private static final int DT_SYMTAB = 6;
  private static final int DT_RELA = 7;
  private static final int DT_RELASZ = 8;
  private static final int DT_JMPREL = 23;
  private static final int DT_RELACOUNT = 0x6ffffff9;

  private static final int PROGRAM_HEADER_BYTES = 56;
  private static final int DYNAMIC_BYTES = 16;
  private static final int RELA_BYTES = 24;
  private static final int SYMBOL_BYTES = 24;

  private final long base;
  private final Map<Long, Long> dynamic = new HashMap<>();

  /**
   * @param base where the library's file begins in memory
   */
  ElfImports(long base) {
    this.base = base;
    Pointer header = new Pointer(base);
    if (header.getInt(0) != 0x464c457f || header.getByte(4) != 2) {
      throw new IllegalStateException("no 64-bit ELF header at 0x" + Long.toHexString(base));
    }
    Pointer programHeaders = new Pointer(base + header.getLong(0x20));
    int count = header.getShort(0x38);
    for (int i = 0; i < count; i++) {
      long at = (long) i * PROGRAM_HEADER_BYTES;
      if (programHeaders.getInt(at) == PT_DYNAMIC) {
        readDynamic(new Pointer(base + programHeaders.getLong(at + 16)));
      }
    }
  }

  private void readDynamic(Pointer section) {
    for (long at = 0; section.getLong(at) != 0; at += DYNAMIC_BYTES) {
      dynamic.put(section.getLong(at), section.getLong(at + 8));
    }
  }

  /** The addresses of all pointers through which the library calls {@code function}. */
  List<Long> slotsOf(String function) {
    List<Long> slots = new ArrayList<>();
    collect(DT_JMPREL, DT_PLTRELSZ, 0, function, slots);
    // The relative relocations come first, over a million of them, and name no symbol.
    collect(DT_RELA, DT_RELASZ, dynamic.getOrDefault((long) DT_RELACOUNT, 0L), function, slots);
    return slots;
  }

  private void collect(int tableTag, int sizeTag, long skip, String function, List<Long> slots) {
    Long table = dynamic.get((long) tableTag);
    Long bytes = dynamic.get((long) sizeTag);
    if (table == null || bytes == null) {
      return;
    }
    Pointer relocations = new Pointer(address(table));
    for (long i = skip; i < bytes / RELA_BYTES; i++) {
      long symbol = relocations.getLong(i * RELA_BYTES + 8) >>> 32;
      if (symbol != 0 && nameOf(symbol).equals(function)) {
        slots.add(base + relocations.getLong(i * RELA_BYTES));
      }
    }
  }

  private String nameOf(long symbol) {
    Pointer symbols = new Pointer(tableAddress(DT_SYMTAB));
    long nameOffset = symbols.getInt(symbol * SYMBOL_BYTES) & 0xffffffffL;
    return new Pointer(tableAddress(DT_STRTAB)).getString(nameOffset);
  }

  private long tableAddress(int tag) {
    Long value = dynamic.get((long) tag);
    if (value == null) {
      throw new IllegalStateException("the library's dynamic section has no entry " + tag);
    }
    return address(value);
  }

  /** glibc turns these into addresses when it loads a library; others leave them relative. */
  private long address(long value) {
    return Long.compareUnsigned(value, base) < 0 ? base + value : value;
  }
}
