namespace FaunaFunctions.Core.Exporting;

/// <summary>
/// The collection that was being read is not there any more: another one has its name, or all its documents have expired. The run starts again from
/// nothing; where that happens time after time, this reaches the user.
/// </summary>
public sealed class CollectionMadeAnew(string message) : Exception(message);
