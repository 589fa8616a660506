namespace FaunaFunctions.Core.Exporting;

/// <summary>A page does not hold what the outline of the same snapshot says, or is not in its order. The run stops; its cursor has not moved.</summary>
public sealed class PageDisagrees(string message) : Exception(message);

/// <summary>Another run left a part where this one's next part belongs.</summary>
public sealed class PartOfAnotherRun(string name, string why, string remedy = "If no other run is at work, reset the export.")
    : Exception($"{name} was written by another run ({why}). This run stops and moves nothing. {remedy}");

/// <summary>The export's cursor belongs to another collection or server.</summary>
public sealed class CursorOfAnotherSource(string export, string was, string wanted)
    : Exception($"The cursor of export '{export}' belongs to {was}, and the settings now say {wanted}. Give the export another name, or reset it.");
