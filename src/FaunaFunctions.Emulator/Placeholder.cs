namespace FaunaFunctions.Emulator;

internal static class Placeholder;
