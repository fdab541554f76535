package hccp53

import (
	"context"
	"fmt"

	"hcclab/hccp53/cohort"
	"hcclab/hccp53/deeplearning"
	"hcclab/hccp53/deeplearning/safetensors"
	"hcclab/hccp53/provenance"
)

// crops cuts the images for the networks out of all phases of the patients, and
// returns a hash over them.
func (s *Study) crops(patients cohort.Patients) (*deeplearning.Crops, provenance.Hash, error) {
	images := make([][]float32, patients.Len())
	hashes := make([]provenance.Hash, patients.Len())
	n := s.settings.Networks
	err := s.eachPatient("Cutting images for the networks", patients, func(ctx context.Context, i int) error {
		inputs, err := s.imageInputs(patients, i, cohort.RoleVOI)
		if err != nil {
			return err
		}
		step := provenance.Step{
			Name: "networks.crop", Code: cropCode, Inputs: inputs,
			Params: map[string]any{"images": s.settings.Images, "size": n.Size, "margin": n.Margin},
		}
		res, err := s.store.Do(ctx, step, func(ctx context.Context, out *provenance.Output) error {
			img, err := s.load(ctx, patients, i)
			if err != nil {
				return err
			}
			lesion, _, err := img.VOI(patients.VOI(i, cohort.RoleVOI))
			if err != nil {
				return err
			}
			crop, err := img.Crop(lesion, n.Size, n.Margin)
			if err != nil {
				return err
			}
			content, err := safetensors.Encode([]safetensors.Tensor{{Name: "image", Shape: []int{n.Size, n.Size, len(img.Phases)}, Data: crop}}, nil)
			if err != nil {
				return err
			}
			return out.Write("crop.safetensors", content)
		})
		if err != nil {
			return err
		}
		hashes[i] = res.Content()
		images[i], err = readCrop(res)
		return err
	})
	if err != nil {
		return nil, "", err
	}
	crops := deeplearning.NewCrops(n.Size, s.settings.Images.Phases)
	for i, img := range images {
		if err := crops.Add(patients.Case(i), img); err != nil {
			return nil, "", err
		}
	}
	hash, err := provenance.HashJSON([]any{patients.Cases(), hashes})
	return crops, hash, err
}

func readCrop(res *provenance.Result) ([]float32, error) {
	content, err := res.Read("crop.safetensors")
	if err != nil {
		return nil, err
	}
	list, _, err := safetensors.Decode(content)
	if err != nil {
		return nil, err
	}
	if len(list) != 1 {
		return nil, fmt.Errorf("%w: %d tensors instead of an image", safetensors.ErrFormat, len(list))
	}
	return list[0].Data, nil
}
